package org.livemirror.http.access;

import java.nio.ByteBuffer;

/** Whole lines that wait to be written, and the one in the making. For one thread at a time. */
final class LineBuffer {
  /** With so much in it a buffer is handed over. */
  static final int FULL = 256 << 10;

  /** Longest line: every character of the longest texts as three bytes, four characters each. */
  static final int MAX_LINE = 72 << 10;

  private static final long[] POWERS = powers();

  private final byte[] bytes = new byte[FULL + MAX_LINE];
  private int length;
  private int whole;
  private int lines;
  private long number;

  private static long[] powers() {
    long[] powers = new long[19];
    powers[0] = 1;
    for (int i = 1; i < powers.length; i++) {
      powers[i] = powers[i - 1] * 10;
    }
    return powers;
  }

  /** Makes it empty, the {@code number}th buffer of its thread. */
  void begin(long number) {
    this.number = number;
    length = 0;
    whole = 0;
    lines = 0;
  }

  long number() {
    return number;
  }

  int lines() {
    return lines;
  }

  boolean isFull() {
    return whole >= FULL;
  }

  /** The whole lines. */
  ByteBuffer content() {
    return ByteBuffer.wrap(bytes, 0, whole);
  }

  /** Ends the line in the making. */
  void endLine() {
    put('\n');
    whole = length;
    lines++;
  }

  /** Forgets the line in the making. */
  void dropLine() {
    length = whole;
  }

  void put(char ascii) {
    bytes[length++] = (byte) ascii;
  }

  void put(byte[] ascii) {
    System.arraycopy(ascii, 0, bytes, length, ascii.length);
    length += ascii.length;
  }

  /** Appends characters until one that is not plain; returns its index, or {@code to}. */
  int putPlain(String text, int from, int to, boolean[] plain) {
    byte[] target = bytes;
    int at = length;
    int i = from;
    for (; i < to; i++) {
      char each = text.charAt(i);
      if (each >= plain.length || !plain[each]) {
        break;
      }
      target[at++] = (byte) each;
    }
    length = at;
    return i;
  }

  /** Appends a number of 0 or more in decimal; what is less is 0. */
  void putNumber(long value) {
    long positive = Math.max(0, value);
    int digits = 1;
    while (digits < POWERS.length && positive >= POWERS[digits]) {
      digits++;
    }
    putDigits(positive, digits);
  }

  /** Appends the last digits of a number, with zeros in front. */
  void putDigits(long value, int digits) {
    long rest = value;
    for (int i = length + digits - 1; i >= length; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
  }

  /** Appends so many hexadecimal digits of a value, in lower case. */
  void putHex(int value, int digits) {
    for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
      put(Character.forDigit(value >> shift & 0xf, 16));
    }
  }
}
