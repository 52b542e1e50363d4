/**
 * The program's own log on standard error: start at {@link org.livemirror.app.log.Logging}. Only
 * this package knows the logging library behind SLF4J.
 */
@NullMarked
package org.livemirror.app.log;

import org.jspecify.annotations.NullMarked;
