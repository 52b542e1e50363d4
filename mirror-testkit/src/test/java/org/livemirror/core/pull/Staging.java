package org.livemirror.core.pull;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.livemirror.core.space.Room;
import org.livemirror.core.space.SpaceLimits;
import org.livemirror.core.trust.RefusedException;
import org.livemirror.store.ContentPath;
import org.livemirror.store.StagedBlob;
import org.livemirror.store.file.FileContentStore;

/** A store on disk that files are fetched into one by one, and a look at what is left behind. */
final class Staging {
  static final long MAX_BYTES = 1 << 20;
  static final PullLimits LIMITS = new PullLimits(MAX_BYTES, MAX_BYTES, 4, Duration.ofMillis(1), 2);

  private final Path folder;
  private final FileContentStore store;

  Staging(Path folder) throws IOException {
    this.folder = folder;
    this.store = FileContentStore.open(folder, Clock.systemUTC());
  }

  static byte[] randomBytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  /**
   * The bytes of a file as they came through staging, or empty if the upstream does not have it.
   */
  Optional<byte[]> fetch(Upstream upstream, String path) throws IOException, RefusedException {
    return fetch(upstream, path, LIMITS);
  }

  Optional<byte[]> fetch(Upstream upstream, String path, PullLimits limits)
      throws IOException, RefusedException {
    Room room = Room.of(store, SpaceLimits.NONE, Optional.empty());
    Fetcher fetcher = new Fetcher(upstream, store.blobs(), limits, room);
    Optional<StagedBlob> fetched = fetcher.fetch(ContentPath.of(path), MAX_BYTES);
    if (fetched.isEmpty()) {
      return Optional.empty();
    }
    try (StagedBlob blob = fetched.get();
        InputStream bytes = Channels.newInputStream(blob.open())) {
      byte[] all = bytes.readAllBytes();
      assertThat(blob.digests().sizeBytes()).isEqualTo(all.length);
      return Optional.of(all);
    }
  }

  void assertNothingLeft() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("incoming"))) {
      assertThat(files).isEmpty();
    }
  }
}
