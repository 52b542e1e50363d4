package org.livemirror.core.trust;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.livemirror.core.format.Archive;
import org.livemirror.core.format.ArchiveLimits;
import org.livemirror.core.format.MalformedException;
import org.livemirror.store.BlobSink;
import org.livemirror.store.HashedContent;
import org.livemirror.store.Scratch;
import org.livemirror.store.StagedBlob;

/**
 * The guards of archives inside one package, and of archives inside those, to a depth.
 *
 * <p>A member that begins as a zip or 7z is an archive. One that holds a guard or a signature must
 * be good by the rules of {@link SignedGuards}; one that holds none is data, which its parent's
 * guard vouches for, and is not looked into further; one that cannot be walked is refused. The
 * archives inside an archive are spooled first, and then verified one after the other: so there is
 * never more than one open, and memory does not grow with their size, number or depth. For one
 * package and one thread.
 */
final class InnerGuards {
  private static final int MAX_ARCHIVES = 64;
  private static final int BUFFER_BYTES = 64 << 10;

  private final int depth;
  private final ArchiveLimits limits;
  private final SignatureVerifier signatures;
  private final DigestRule digestRule;
  private final Scratch scratch;
  private final Set<X509Certificate> certificates = new LinkedHashSet<>();
  private long unpackedBytes;
  private int found;

  /**
   * @param depth as {@link TrustPolicy#innerGuards()}: the package's own guards are of depth 1
   * @param limits of which the unpacked bytes are those of all archives of the package together
   * @param scratch where archives are spooled; nothing is put into it for good
   */
  InnerGuards(
      int depth,
      ArchiveLimits limits,
      SignatureVerifier signatures,
      DigestRule digestRule,
      Scratch scratch) {
    this.depth = depth;
    this.limits = limits;
    this.signatures = signatures;
    this.digestRule = digestRule;
    this.scratch = scratch;
  }

  /**
   * Verifies what lies inside a package whose own guards are good.
   *
   * @return the certificates of all signers' chains, the package's own included
   * @throws RefusedException naming the archive: {@code package.m25!inner.zip}
   */
  Set<X509Certificate> verify(String file, HashedContent content, SignedGuards own)
      throws RefusedException, IOException {
    note(own);
    verifyInside(file, content, 1);
    return certificates;
  }

  private void verifyInside(String file, HashedContent content, int level)
      throws RefusedException, IOException {
    if (level == depth) {
      return;
    }
    try (Spool spool = new Spool()) {
      spool.takeFrom(file, content);
      for (Map.Entry<String, StagedBlob> each : spool.archives.entrySet()) {
        String inner = file + "!" + each.getKey();
        if (isGuarded(inner, each.getValue())) {
          verifyInside(inner, each.getValue(), level + 1);
        }
        // Its room on the disk is free for what the next one holds.
        each.getValue().close();
      }
    }
  }

  /** Whether an archive has guards; these are good then, and so are its members. */
  private boolean isGuarded(String file, HashedContent archive)
      throws RefusedException, IOException {
    ArchiveLimits left = limits.withMaxTotalBytes(limits.maxTotalBytes() - unpackedBytes);
    SignedGuards guards = SignedGuards.verifyIfGuarded(file, archive, left, signatures, digestRule);
    note(guards);
    return !guards.guards().isEmpty();
  }

  private void note(SignedGuards guards) {
    certificates.addAll(guards.certificates());
    unpackedBytes += guards.unpackedBytes();
  }

  /** The archives that lie in one archive, as files of their own until this is closed. */
  private final class Spool implements Archive.Visitor, AutoCloseable {
    private final Map<String, StagedBlob> archives = new LinkedHashMap<>();
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private @Nullable IOException failure;

    void takeFrom(String file, HashedContent archive) throws RefusedException, IOException {
      try (SeekableByteChannel channel = archive.open()) {
        Archive.walk(channel, limits, this);
      } catch (MalformedException e) {
        if (failure != null) {
          throw failure;
        }
        throw new RefusedException(new Refusal.Malformed(file, "", e));
      }
    }

    @Override
    public void member(String name, InputStream content) throws IOException, MalformedException {
      int got = content.readNBytes(buffer, 0, Archive.HEAD_BYTES);
      if (!Archive.isHead(Arrays.copyOf(buffer, got))) {
        return;
      }
      if (++found > MAX_ARCHIVES) {
        throw new MalformedException(
            "member " + name, "more than " + MAX_ARCHIVES + " archives inside", "fewer");
      }
      BlobSink sink = onDisk(scratch::newSink);
      try (sink) {
        for (; got >= 0; got = content.read(buffer)) {
          int length = got;
          onDisk(
              () -> {
                sink.write(buffer, 0, length);
                return sink;
              });
        }
        archives.put(name, onDisk(sink::finish));
      }
    }

    /** Remembers what the disk throws, as the walk takes every exception for damage. */
    private <T> T onDisk(Call<T> call) throws IOException {
      try {
        return call.run();
      } catch (IOException e) {
        failure = e;
        throw e;
      }
    }

    @Override
    public void close() throws IOException {
      for (StagedBlob each : archives.values()) {
        each.close();
      }
    }
  }

  private interface Call<T> {
    T run() throws IOException;
  }
}
