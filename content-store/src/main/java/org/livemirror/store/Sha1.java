package org.livemirror.store;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** A SHA-1 digest: what guards before 2014 name files by. Never used to find a blob. */
public record Sha1(long w0, long w1, int w2) {
  /** Length in bytes. */
  public static final int BYTES = 20;

  /**
   * The digest in {@code bytes}.
   *
   * @throws IllegalArgumentException unless there are exactly {@value #BYTES}
   */
  public static Sha1 of(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException(
          "SHA-1 of " + bytes.length + " bytes (expected " + BYTES + ")");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    return new Sha1(in.getLong(), in.getLong(), in.getInt());
  }

  /**
   * The digest that 40 hexadecimal digits of either case spell.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static Sha1 parse(String hex) {
    return of(HexFormat.of().parseHex(hex));
  }

  /** 40 lower-case hexadecimal digits. */
  @Override
  public String toString() {
    return HexFormat.of()
        .formatHex(ByteBuffer.allocate(BYTES).putLong(w0).putLong(w1).putInt(w2).array());
  }
}
