package org.livemirror.store;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Computes {@link Digests} over bytes as they pass: SHA-1 and SHA-256 in one read. For one thread.
 */
public final class Digester {
  private static final int BUFFER_BYTES = 64 << 10;

  private final MessageDigest sha1 = digest("SHA-1");
  private final MessageDigest sha256 = digest("SHA-256");
  private long sizeBytes;

  /** Adds {@code length} bytes of {@code bytes} from {@code offset}. */
  public void update(byte[] bytes, int offset, int length) {
    sha1.update(bytes, offset, length);
    sha256.update(bytes, offset, length);
    sizeBytes += length;
  }

  /** Bytes added so far. */
  public long sizeBytes() {
    return sizeBytes;
  }

  /** The digests of all that was added; the digester then starts anew. */
  public Digests finish() {
    Digests digests = new Digests(sizeBytes, Sha1.of(sha1.digest()), Sha256.of(sha256.digest()));
    sizeBytes = 0;
    return digests;
  }

  /** The digests of bytes in memory. */
  public static Digests digest(byte[] bytes) {
    Digester digester = new Digester();
    digester.update(bytes, 0, bytes.length);
    return digester.finish();
  }

  /**
   * The SHA-256 of bytes in memory, for half of the price. SHA-1 is loaded all the same: where it
   * is first used long after SHA-256, both are slow for a while.
   */
  public static Sha256 sha256(byte[] bytes) {
    return Sha256.of(new Digester().sha256.digest(bytes));
  }

  /** Reads a stream to its end, in constant memory; does not close it. */
  public static Digests digest(InputStream stream) throws IOException {
    Digester digester = new Digester();
    byte[] buffer = new byte[BUFFER_BYTES];
    for (int got = stream.read(buffer); got >= 0; got = stream.read(buffer)) {
      digester.update(buffer, 0, got);
    }
    return digester.finish();
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has " + algorithm, e);
    }
  }
}
