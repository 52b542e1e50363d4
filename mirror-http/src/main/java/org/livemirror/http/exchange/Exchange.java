package org.livemirror.http.exchange;

import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.livemirror.store.ContentPath;

/**
 * A request and its answer, as they ended, for logs and metrics.
 *
 * <p>Texts are as the client sent them: whoever writes them down takes care of control characters.
 * Good only during the call that hands it out, on that thread.
 */
public interface Exchange {
  /** The client, as told by a trusted proxy if there is one. */
  InetAddress client();

  /** Who authenticated, by password or certificate. */
  @Nullable String user();

  /** The method, or empty if the request could not be read. */
  String method();

  /** The target as it came, escapes and all, or empty if the request could not be read. */
  String target();

  /** {@code HTTP/1.0}, {@code HTTP/1.1} or {@code HTTP/2.0}; empty if it could not be read. */
  String protocol();

  @Nullable String referer();

  @Nullable String userAgent();

  /** The status that was sent. */
  int status();

  /** Bytes of the body that went out, without framing. */
  long sentBytes();

  /** Whether all that was to be sent was sent. */
  boolean whole();

  /** The file of which bytes were to be sent; none for what is no file and for 304. */
  Optional<ContentPath> content();

  /** When its first byte came, in milliseconds since 1970. */
  long startedMillis();

  /** From its first byte to the last of the answer, in nanoseconds. */
  long tookNanos();
}
