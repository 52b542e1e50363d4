package org.livemirror.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.livemirror.http.exchange.Answer;
import org.livemirror.http.exchange.Exchange;
import org.livemirror.http.exchange.RequestHead;
import org.livemirror.store.ContentPath;

/** One exchange from its first byte on. For the connection's event loop. */
final class HttpExchange implements Exchange {
  private final Peer peer;
  private final @Nullable RequestHead head;
  private final boolean keepAlive;
  private final long startedMillis;
  private final long startedNanos;
  private @Nullable Answer answer;
  private long endedNanos;
  private long sentBytes;
  private boolean whole;

  /**
   * Begins one.
   *
   * @param head none if it could not be read
   * @param keepAlive whether the connection goes on after the answer
   */
  HttpExchange(Peer peer, @Nullable RequestHead head, boolean keepAlive) {
    this.peer = peer;
    this.head = head;
    this.keepAlive = keepAlive;
    this.startedMillis = System.currentTimeMillis();
    this.startedNanos = System.nanoTime();
  }

  /** Whether the answer is to have no body. */
  boolean isHead() {
    return head != null && head.isHead();
  }

  boolean keepAlive() {
    return keepAlive;
  }

  /** Whether the client asked for the end of the connection and has sent all it will. */
  boolean wantedEnd() {
    return head != null && !head.keepAlive() && head.contentLength() == 0;
  }

  boolean isHttp10() {
    return head != null && head.version() == RequestHead.Version.HTTP_1_0;
  }

  void answered(Answer with) {
    answer = with;
  }

  void ended(long bytes, boolean all) {
    sentBytes = bytes;
    whole = all;
    endedNanos = System.nanoTime();
  }

  @Override
  public InetAddress client() {
    return peer.address();
  }

  @Override
  public @Nullable String user() {
    return peer.user();
  }

  @Override
  public String method() {
    return head == null ? "" : head.method().name();
  }

  @Override
  public String target() {
    return head == null ? "" : head.target();
  }

  @Override
  public String protocol() {
    return head == null ? "" : head.version().toString();
  }

  @Override
  public @Nullable String referer() {
    return head == null ? null : head.header(HttpHeaderNames.REFERER);
  }

  @Override
  public @Nullable String userAgent() {
    return head == null ? null : head.header(HttpHeaderNames.USER_AGENT);
  }

  @Override
  public int status() {
    return answer == null ? 0 : answer.status().code();
  }

  @Override
  public long sentBytes() {
    return sentBytes;
  }

  @Override
  public boolean whole() {
    return whole;
  }

  @Override
  public Optional<ContentPath> content() {
    if (answer == null || isHead()) {
      return Optional.empty();
    }
    return answer.body() instanceof Answer.Blob blob
        ? Optional.of(blob.entry().path())
        : answer.body() instanceof Answer.Parts parts
            ? Optional.of(parts.entry().path())
            : Optional.empty();
  }

  @Override
  public long startedMillis() {
    return startedMillis;
  }

  @Override
  public long tookNanos() {
    return endedNanos - startedNanos;
  }
}
