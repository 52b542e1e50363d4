/** What of the commands is tested without running one. */
@NullMarked
package org.livemirror.app.command;

import org.jspecify.annotations.NullMarked;
