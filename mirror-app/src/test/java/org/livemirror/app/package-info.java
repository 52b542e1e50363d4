@NullMarked
package org.livemirror.app;

import org.jspecify.annotations.NullMarked;
