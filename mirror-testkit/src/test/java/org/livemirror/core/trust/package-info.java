/** Verdicts, on good and bad content. */
@NullMarked
package org.livemirror.core.trust;

import org.jspecify.annotations.NullMarked;
