@NullMarked
package org.livemirror.http.tls;

import org.jspecify.annotations.NullMarked;
