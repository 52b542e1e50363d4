/**
 * The nouns of one HTTP exchange, free of sockets: a request's target, the route it takes, the
 * answer it gets.
 *
 * <p>Start at {@link org.livemirror.http.exchange.Answer}. Must not know channels or what is
 * published.
 */
@NullMarked
package org.livemirror.http.exchange;

import org.jspecify.annotations.NullMarked;
