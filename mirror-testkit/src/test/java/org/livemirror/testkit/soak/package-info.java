/** That a soak would notice. */
@NullMarked
package org.livemirror.testkit.soak;

import org.jspecify.annotations.NullMarked;
