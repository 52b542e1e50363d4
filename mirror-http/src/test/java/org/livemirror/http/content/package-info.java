@NullMarked
package org.livemirror.http.content;

import org.jspecify.annotations.NullMarked;
