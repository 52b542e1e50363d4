package org.livemirror.testkit.attack;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The attacks on an archive's bytes that need code; recipes name them. */
final class Steps {
  private static final int END_BYTES = 22;

  private static final Map<String, UnaryOperator<byte[]>> STEPS =
      Map.of(
          "flip_one_bit", Steps::flipOneBit,
          "cut_in_half", bytes -> Arrays.copyOf(bytes, bytes.length / 2),
          "zip64_end", Steps::zip64End,
          "append_second_zip", bytes -> join(bytes, bytes),
          "other_bytes", bytes -> "yesterday's bytes".getBytes(StandardCharsets.US_ASCII));

  private Steps() {}

  static byte[] apply(String step, byte[] bytes) {
    UnaryOperator<byte[]> found = STEPS.get(step);
    if (found == null) {
      throw new IllegalArgumentException(
          "step '" + step + "' (expected one of " + STEPS.keySet() + ")");
    }
    return found.apply(bytes);
  }

  private static byte[] flipOneBit(byte[] bytes) {
    byte[] flipped = bytes.clone();
    flipped[bytes.length / 2] ^= 1;
    return flipped;
  }

  /** Puts a zip64 end record and locator before the end record, as PKWARE APPNOTE 4.3.14 says. */
  private static byte[] zip64End(byte[] zip) {
    int end = zip.length - END_BYTES;
    ByteBuffer old = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    byte[] records =
        ByteBuffer.allocate(56 + 20)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(0x06064b50)
            .putLong(44)
            .putShort((short) 45)
            .putShort((short) 45)
            .putInt(0)
            .putInt(0)
            .putLong(old.getShort(end + 10))
            .putLong(old.getShort(end + 10))
            .putLong(old.getInt(end + 12))
            .putLong(old.getInt(end + 16))
            .putInt(0x07064b50)
            .putInt(0)
            .putLong(end)
            .putInt(1)
            .array();
    return join(join(Arrays.copyOf(zip, end), records), Arrays.copyOfRange(zip, end, zip.length));
  }

  static byte[] join(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }
}
