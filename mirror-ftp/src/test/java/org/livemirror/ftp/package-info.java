@NullMarked
package org.livemirror.ftp;

import org.jspecify.annotations.NullMarked;
