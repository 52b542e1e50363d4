@NullMarked
package org.livemirror.app.wiring;

import org.jspecify.annotations.NullMarked;
