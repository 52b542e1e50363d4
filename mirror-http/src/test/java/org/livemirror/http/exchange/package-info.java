@NullMarked
package org.livemirror.http.exchange;

import org.jspecify.annotations.NullMarked;
