/** Tests of the access log. */
@NullMarked
package org.livemirror.http.access;

import org.jspecify.annotations.NullMarked;
