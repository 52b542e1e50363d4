@NullMarked
package org.livemirror.http.limit;

import org.jspecify.annotations.NullMarked;
