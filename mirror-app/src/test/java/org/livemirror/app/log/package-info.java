@NullMarked
package org.livemirror.app.log;

import org.jspecify.annotations.NullMarked;
