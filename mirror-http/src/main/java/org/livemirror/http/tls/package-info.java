/**
 * What HTTPS needs before the first request: certificate and key from files, looked at again while
 * serving, and which protocols and suites are spoken. Start at {@link
 * org.livemirror.http.tls.TlsContexts}. Knows no requests and no listeners.
 */
@NullMarked
package org.livemirror.http.tls;

import org.jspecify.annotations.NullMarked;
