@NullMarked
package org.livemirror.http;

import org.jspecify.annotations.NullMarked;
