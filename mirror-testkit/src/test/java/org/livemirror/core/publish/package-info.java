/** What is served: following the store's pointer. */
@NullMarked
package org.livemirror.core.publish;

import org.jspecify.annotations.NullMarked;
