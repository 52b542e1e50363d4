package org.livemirror.benchmarks;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.livemirror.store.file.HashedFile;

/** {@link HashedFile#of} beside the platform's two digests over the same bytes, read alike. */
final class Hashing {
  private static final double TARGET = 0.80;

  private Hashing() {}

  static List<Duel.Result> run(Material material, int passes) throws Exception {
    List<Duel.Result> results = new ArrayList<>();
    for (int threads : new int[] {1, 2}) {
      try (Crew crew = new Crew(threads)) {
        int pairs = Math.max(1, material.packages().size() * 4 * passes / threads);
        results.add(
            new Duel("hash, threads: " + threads, "GB/s", TARGET)
                .run(
                    4,
                    pairs,
                    index -> crew.run(index, own -> ours(material.packageAt(own).file())),
                    index -> crew.run(index, own -> plain(material.packageAt(own).file()))));
      }
    }
    return results;
  }

  private static double ours(Path file) throws Exception {
    return HashedFile.of(file).digests().sizeBytes() / 1e9;
  }

  private static double plain(Path file) throws Exception {
    MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    byte[] buffer = new byte[64 << 10];
    long size = 0;
    try (InputStream in = Files.newInputStream(file)) {
      for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
        sha1.update(buffer, 0, got);
        sha256.update(buffer, 0, got);
        size += got;
      }
    }
    if (sha1.digest().length + sha256.digest().length != 52) {
      throw new IllegalStateException("digests of another length");
    }
    return size / 1e9;
  }
}
