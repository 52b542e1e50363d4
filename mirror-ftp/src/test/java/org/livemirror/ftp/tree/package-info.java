@NullMarked
package org.livemirror.ftp.tree;

import org.jspecify.annotations.NullMarked;
