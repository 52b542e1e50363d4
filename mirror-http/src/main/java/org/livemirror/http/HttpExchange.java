package org.livemirror.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.livemirror.http.exchange.Answer;
import org.livemirror.http.exchange.Exchange;
import org.livemirror.http.exchange.RequestHead;
import org.livemirror.http.limit.Share;
import org.livemirror.store.ContentPath;

/** One exchange from its first byte on. For the connection's event loop. */
final class HttpExchange implements Exchange {
  private final @Nullable RequestHead head;
  private final long startedMillis;
  private final long startedNanos;
  private InetAddress client;
  private @Nullable String user;
  private Share share = Share.UNLIMITED;
  private boolean keepAlive;
  private boolean entered;
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
    this.client = peer.address();
    this.user = peer.user();
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

  /** The connection ends after the answer. */
  void endsConnection() {
    keepAlive = false;
  }

  /** It counts as one under way. */
  void entered() {
    entered = true;
  }

  /** Whether it counted until now; it does no more. */
  boolean leaves() {
    boolean counted = entered;
    entered = false;
    return counted;
  }

  /** Who asks, where a proxy tells it. */
  void askedBy(InetAddress address) {
    client = address;
  }

  void isUser(String name) {
    user = name;
  }

  /** How fast the body may go out. */
  void shapedBy(Share by) {
    share = by;
  }

  Share share() {
    return share;
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
    return client;
  }

  @Override
  public @Nullable String user() {
    return user;
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
    return answer.body() instanceof Answer.OfFile file
        ? Optional.of(file.entry().path())
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
