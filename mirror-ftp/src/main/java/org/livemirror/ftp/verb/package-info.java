/**
 * The commands, one class each, and the state they share.
 *
 * <p>Start at {@link org.livemirror.ftp.verb.Verbs}. A verb decides; it writes to no socket.
 */
@NullMarked
package org.livemirror.ftp.verb;

import org.jspecify.annotations.NullMarked;
