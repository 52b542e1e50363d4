/**
 * Answers from published content: files with their validators and ranges, folders, blob bytes.
 *
 * <p>Start at {@link org.livemirror.http.content.ContentAnswers}. Must not know connections.
 */
@NullMarked
package org.livemirror.http.content;

import org.jspecify.annotations.NullMarked;
