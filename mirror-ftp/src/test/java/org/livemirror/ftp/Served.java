package org.livemirror.ftp;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.livemirror.core.event.MirrorEvents;
import org.livemirror.core.publish.BasePaths;
import org.livemirror.core.publish.Channels;
import org.livemirror.core.publish.Published;
import org.livemirror.ftp.data.PortRange;
import org.livemirror.net.Transport;
import org.livemirror.store.BlobSink;
import org.livemirror.store.Channel;
import org.livemirror.store.ContentPath;
import org.livemirror.store.ContentStore;
import org.livemirror.store.Entry;
import org.livemirror.store.PublisherLock;
import org.livemirror.store.Sha256;
import org.livemirror.store.StagedBlob;

/** A store with an FTP plane on it, for one test. */
final class Served implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  static final Instant MODIFIED = Instant.parse("2026-11-20T07:34:12Z");
  static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

  record Sent(String plane, String client, String path, long bytes, boolean whole) {}

  final List<Sent> sent = new CopyOnWriteArrayList<>();
  final FtpPlane plane;

  private final ExecutorService blocking = Executors.newFixedThreadPool(4);
  private final ContentStore store;
  private final Published testing;
  private final List<Entry> entries = new ArrayList<>();

  /** What may differ between tests. */
  record Options(
      String bind,
      PortRange ports,
      Deadlines deadlines,
      Transport transport,
      Duration drain,
      Optional<Inet4Address> announced) {
    static final Options DEFAULT =
        new Options(
            "0.0.0.0",
            PortRange.ANY,
            Deadlines.DEFAULT,
            Transport.best(),
            Duration.ofSeconds(20),
            Optional.empty());

    Options bind(String other) {
      return new Options(other, ports, deadlines, transport, drain, announced);
    }

    Options ports(int first, int last) {
      return new Options(bind, new PortRange(first, last), deadlines, transport, drain, announced);
    }

    Options deadlines(Deadlines other) {
      return new Options(bind, ports, other, transport, drain, announced);
    }

    Options nio() {
      return new Options(bind, ports, deadlines, Transport.NIO, drain, announced);
    }

    Options announced(Inet4Address address) {
      return new Options(bind, ports, deadlines, transport, drain, Optional.of(address));
    }

    Options drain(Duration other) {
      return new Options(bind, ports, deadlines, transport, other, announced);
    }
  }

  Served(ContentStore store) throws IOException {
    this(store, Options.DEFAULT);
  }

  Served(ContentStore store, Options options) throws IOException {
    this.store = store;
    Published production = new Published(store);
    this.testing = Published.testing(store, production);
    MirrorEvents events =
        new MirrorEvents() {
          @Override
          public void contentSent(
              String plane, String client, ContentPath path, long bytes, boolean whole) {
            sent.add(new Sent(plane, client, path.toString(), bytes, whole));
          }
        };
    FtpSettings settings =
        new FtpSettings(
            InetAddress.getByName(options.bind()),
            0,
            options.ports(),
            options.announced(),
            BasePaths.DEFAULT.withTesting("/testing/"),
            options.drain());
    this.plane =
        FtpPlane.start(
            settings,
            new Channels(production, testing),
            events,
            blocking,
            CLOCK,
            options.deadlines(),
            options.transport());
  }

  /** Adds a file to what {@link #publish()} will publish. */
  Served file(String path, byte[] bytes) throws IOException {
    ContentPath where = ContentPath.of(path);
    entries.removeIf(entry -> entry.path().equals(where));
    entries.add(entry(where, blob(bytes), bytes.length));
    return this;
  }

  /** Marks a file as dropped, kept for a while. */
  Served drop(String path) {
    entries.replaceAll(
        entry ->
            entry.path().toString().equals(path) ? entry.dropped(NOW.plusSeconds(3600)) : entry);
    return this;
  }

  Served publish() throws IOException {
    return publish(Channel.PRODUCTION);
  }

  /** Makes a channel serve the files that were added. */
  Served publish(Channel channel) throws IOException {
    try (PublisherLock lock = store.generations().lockPublisher()) {
      store.generations().publish(lock, channel, "test", Optional.empty(), entries, Map.of());
    }
    testing.refresh();
    return this;
  }

  int port() {
    return plane.port();
  }

  ControlClient client() throws IOException {
    return new ControlClient(port());
  }

  private Sha256 blob(byte[] bytes) throws IOException {
    try (BlobSink sink = store.blobs().newSink()) {
      sink.write(bytes);
      try (StagedBlob staged = sink.finish()) {
        return staged.commit();
      }
    }
  }

  private static Entry entry(ContentPath path, Sha256 blob, long size) {
    return new Entry(path, blob, size, MODIFIED, Entry.Kind.POINTER);
  }

  /** Bytes that look like nothing else and hold line ends. */
  static byte[] bytes(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  @Override
  public void close() {
    plane.close();
    blocking.shutdownNow();
  }
}
