/** The kit itself. */
@NullMarked
package org.livemirror.testkit;

import org.jspecify.annotations.NullMarked;
