/**
 * The commands a user types, one class each; picocli parses, the class says what happens.
 *
 * <p>Start at {@link org.livemirror.app.Main}. Exit status: 0 done, 1 content refused or a check
 * failed, 2 usage or configuration, 3 upstream, network or disk.
 */
@NullMarked
package org.livemirror.app.command;

import org.jspecify.annotations.NullMarked;
