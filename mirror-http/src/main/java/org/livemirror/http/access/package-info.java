/**
 * The access log: one line for each exchange, in the combined format or as JSON.
 *
 * <p>Start at {@link org.livemirror.http.access.AccessLog}. Line: {@code AccessLog.ended} → the
 * thread's {@code Lane} → {@code LineFormat} into a {@code LineBuffer} → the writer's thread →
 * {@code LogSink}. Must not know connections, or what is published.
 */
@NullMarked
package org.livemirror.http.access;

import org.jspecify.annotations.NullMarked;
