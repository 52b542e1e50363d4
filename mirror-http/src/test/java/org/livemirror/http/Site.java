package org.livemirror.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.livemirror.core.publish.BasePaths;
import org.livemirror.core.publish.Channels;
import org.livemirror.core.publish.Published;
import org.livemirror.http.exchange.Exchange;
import org.livemirror.http.exchange.HttpEvents;
import org.livemirror.http.limit.Networks;
import org.livemirror.http.limit.Protection;
import org.livemirror.http.tls.TlsSettings;
import org.livemirror.net.Transport;
import org.livemirror.store.BlobSink;
import org.livemirror.store.Channel;
import org.livemirror.store.ContentPath;
import org.livemirror.store.ContentStore;
import org.livemirror.store.Entry;
import org.livemirror.store.PublisherLock;
import org.livemirror.store.Sha256;
import org.livemirror.store.StagedBlob;

/** A plane over a store that a test fills. */
final class Site implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-11-21T01:00:00Z");
  static final Instant MODIFIED = Instant.parse("1994-11-06T08:49:37Z");

  final ContentStore store;
  final Published published;
  private final Published testing;
  final ExecutorService blocking = Executors.newFixedThreadPool(2);
  final Queue<Sent> sent = new ConcurrentLinkedQueue<>();
  final Queue<String> turnedAway = new ConcurrentLinkedQueue<>();

  /** Of every exchange, its client and who that is. */
  final Queue<String> users = new ConcurrentLinkedQueue<>();

  final AtomicInteger open = new AtomicInteger();
  final Queue<Ended> ended = new ConcurrentLinkedQueue<>();
  final Queue<HttpEvents.Reason> reasons = new ConcurrentLinkedQueue<>();
  final HttpPlane plane;
  final List<Entry> entries = new ArrayList<>();
  private final Map<ContentPath, JsonNode> recorded = new HashMap<>();

  /** A report of {@link HttpEvents#ended}. */
  record Sent(String client, String path, long bytes, boolean whole) {}

  /** A report of {@link HttpEvents#ended}, of whatever was asked for. */
  record Ended(String client, @Nullable String user, String target, int status) {}

  Site(ContentStore store, Transport transport, HttpLimits limits, boolean listing)
      throws IOException {
    this(store, transport, limits, listing, null, Networks.NONE, Protection.none());
  }

  /** One that is protected. */
  Site(
      ContentStore store,
      Transport transport,
      HttpLimits limits,
      boolean listing,
      Protection protection)
      throws IOException {
    this(store, transport, limits, listing, null, Networks.NONE, protection);
  }

  /** One that also listens for HTTPS, and where {@link #connect} means that. */
  Site(
      ContentStore store,
      Transport transport,
      HttpLimits limits,
      boolean listing,
      @Nullable TlsSettings tls,
      Networks proxies)
      throws IOException {
    this(store, transport, limits, listing, tls, proxies, Protection.none());
  }

  Site(
      ContentStore store,
      Transport transport,
      HttpLimits limits,
      boolean listing,
      @Nullable TlsSettings tls,
      Networks proxies,
      Protection protection)
      throws IOException {
    this.store = store;
    this.published = new Published(store);
    this.testing = Published.testing(store, published);
    HttpEvents events =
        new HttpEvents() {
          @Override
          public void opened() {
            open.incrementAndGet();
          }

          @Override
          public void closed() {
            open.decrementAndGet();
          }

          @Override
          public void turnedAway(InetAddress client, Reason reason) {
            turnedAway.add(client.getHostAddress() + " " + reason);
            reasons.add(reason);
          }

          @Override
          public void ended(Exchange exchange) {
            users.add(exchange.client().getHostAddress() + " " + exchange.user());
            ended.add(
                new Ended(
                    exchange.client().getHostAddress(),
                    exchange.user(),
                    exchange.target(),
                    exchange.status()));
            exchange
                .content()
                .ifPresent(
                    path ->
                        sent.add(
                            new Sent(
                                exchange.client().getHostAddress(),
                                path.toString(),
                                exchange.sentBytes(),
                                exchange.whole())));
          }
        };
    plane =
        HttpPlane.start(
            new HttpSettings(
                InetAddress.getLoopbackAddress(),
                OptionalInt.of(0),
                BasePaths.DEFAULT.withTesting("/testing/"),
                listing,
                16,
                Optional.ofNullable(tls),
                proxies),
            new Channels(published, testing),
            events,
            protection,
            blocking,
            limits,
            transport,
            Clock.fixed(NOW, ZoneOffset.UTC));
  }

  static byte[] noise(int size, long seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  Entry put(String path, byte[] bytes, Entry.Kind kind) throws IOException {
    return put(path, bytes, kind, null, JsonNodeFactory.instance.objectNode());
  }

  Entry put(String path, byte[] bytes, Entry.Kind kind, @Nullable Instant until, ObjectNode facts)
      throws IOException {
    Sha256 blob;
    try (BlobSink sink = store.blobs().newSink()) {
      sink.write(bytes);
      try (StagedBlob staged = sink.finish()) {
        blob = staged.commit();
      }
    }
    Entry entry = new Entry(ContentPath.of(path), blob, bytes.length, MODIFIED, kind);
    if (until != null) {
      entry = entry.dropped(until);
    }
    entries.add(entry);
    recorded.put(entry.path(), facts);
    return entry;
  }

  Entry put(String path, String text, Entry.Kind kind) throws IOException {
    return put(path, text.getBytes(StandardCharsets.UTF_8), kind);
  }

  void publish() throws IOException {
    publish(Channel.PRODUCTION);
  }

  /** Makes a channel serve what was put. */
  void publish(Channel channel) throws IOException {
    try (PublisherLock lock = store.generations().lockPublisher()) {
      store.generations().publish(lock, channel, "test", Optional.empty(), entries, recorded);
    }
    testing.refresh();
  }

  Client connect() throws IOException {
    return connect(1 << 16);
  }

  /** A client of HTTPS if that is served, else of HTTP. */
  Client connect(int receiveBuffer) throws IOException {
    return plane.tlsPort().isPresent()
        ? Client.secure(plane.tlsPort().getAsInt(), receiveBuffer, TlsKeys.clientContext(null))
        : new Client(plane.port().orElseThrow(), receiveBuffer);
  }

  @Override
  public void close() throws IOException {
    plane.close();
    blocking.shutdownNow();
    store.close();
  }
}
