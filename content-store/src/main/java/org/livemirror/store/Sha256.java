package org.livemirror.store;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A SHA-256 digest: the name of a blob. Held as four words so that a large generation stays small
 * in memory.
 */
public record Sha256(long w0, long w1, long w2, long w3) {
  /** Length in bytes. */
  public static final int BYTES = 32;

  /**
   * The digest in {@code bytes}.
   *
   * @throws IllegalArgumentException unless there are exactly {@value #BYTES}
   */
  public static Sha256 of(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException(
          "SHA-256 of " + bytes.length + " bytes (expected " + BYTES + ")");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    return new Sha256(in.getLong(), in.getLong(), in.getLong(), in.getLong());
  }

  /**
   * The digest that 64 hexadecimal digits of either case spell.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static Sha256 parse(String hex) {
    return of(HexFormat.of().parseHex(hex));
  }

  /**
   * Where stores keep the blob of this name: {@code ab/cd/<64 digits>}, so that no folder gets too
   * large.
   */
  public String path() {
    String hex = toString();
    return hex.substring(0, 2) + "/" + hex.substring(2, 4) + "/" + hex;
  }

  /** 64 lower-case hexadecimal digits. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes());
  }

  /** Written out: what the compiler makes of a record is put together at the first call, slowly. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Sha256 digest
        && w0 == digest.w0
        && w1 == digest.w1
        && w2 == digest.w2
        && w3 == digest.w3;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(w0 ^ w3);
  }

  /** The {@value #BYTES} bytes of the digest, in an array of the caller's own. */
  public byte[] bytes() {
    return ByteBuffer.allocate(BYTES).putLong(w0).putLong(w1).putLong(w2).putLong(w3).array();
  }
}
