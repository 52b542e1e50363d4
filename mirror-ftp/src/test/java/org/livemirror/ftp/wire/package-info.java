@NullMarked
package org.livemirror.ftp.wire;

import org.jspecify.annotations.NullMarked;
