/** Readers of syntax, on good and bad bytes. */
@NullMarked
package org.livemirror.core.format;

import org.jspecify.annotations.NullMarked;
