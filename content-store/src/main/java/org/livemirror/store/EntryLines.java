package org.livemirror.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads the lines of a page that are spelled as {@link PageText} writes them, and passes over facts
 * that nobody wants. A server reads a line for each file before it is ready, in code that is not
 * compiled yet; a JSON parser takes several times as long, and so does the compiler with it. What
 * is spelled in any other way is left to one. For one thread.
 */
final class EntryLines {
  private static final byte[] PATH = ascii("{\"path\":\"");
  private static final byte[] BLOB = ascii("\",\"blob\":\"");
  private static final byte[] SIZE = ascii("\",\"size\":");
  private static final byte[] MODIFIED = ascii(",\"modified\":\"");
  private static final byte[] PACKAGE = ascii("\",\"kind\":\"package\"");
  private static final byte[] POINTER = ascii("\",\"kind\":\"pointer\"");
  private static final byte[] UNTIL = ascii(",\"until\":\"");
  private static final byte[] QUOTE = ascii("\"");
  private static final byte[] FACTS = ascii(",\"facts\":{");
  private static final byte[] END = ascii("}\n");

  /** Longer numbers may not fit into 63 bits. */
  private static final int DIGITS = 18;

  private static final int WORD_DIGITS = 16;

  private final byte[] bytes;
  private final Predicate<String> wanted;
  private int line;
  private int at;
  private boolean usual;

  /**
   * @param from where the first line begins
   * @param wanted of which paths facts are wanted
   */
  EntryLines(byte[] bytes, int from, Predicate<String> wanted) {
    this.bytes = bytes;
    this.line = from;
    this.wanted = wanted;
  }

  /** Where the first line begins that was not read. */
  int position() {
    return line;
  }

  /**
   * The entry of the next line; null at the end, and where the line is spelled in another way or
   * its facts are wanted.
   *
   * @throws IllegalArgumentException if its path is none
   * @throws java.time.DateTimeException if a date is not in the calendar
   */
  @Nullable Entry next() {
    at = line;
    usual = at < bytes.length;
    expect(PATH);
    String path = text();
    expect(BLOB);
    long w0 = word();
    long w1 = word();
    long w2 = word();
    long w3 = word();
    expect(SIZE);
    long size = number();
    expect(MODIFIED);
    long modified = time();
    boolean pointer = take(POINTER);
    if (!pointer) {
      expect(PACKAGE);
    }
    long until = Entry.NOT_DROPPED;
    if (take(UNTIL)) {
      until = time();
      expect(QUOTE);
    }
    if (take(FACTS)) {
      passFacts();
    }
    expect(END);
    if (!usual || wanted.test(path)) {
      return null;
    }
    line = at;
    return new Entry(
        ContentPath.of(path),
        new Sha256(w0, w1, w2, w3),
        size,
        modified,
        until,
        pointer ? Entry.Kind.POINTER : Entry.Kind.PACKAGE);
  }

  private void expect(byte[] expected) {
    usual = take(expected) && usual;
  }

  private boolean take(byte[] expected) {
    int end = at + expected.length;
    boolean found =
        end <= bytes.length && Arrays.equals(bytes, at, end, expected, 0, expected.length);
    at = found ? end : at;
    return found;
  }

  /** What is before the next quote, if that is plain ASCII. */
  private String text() {
    int from = at;
    while (at < bytes.length && bytes[at] >= ' ' && bytes[at] != '"' && bytes[at] != '\\') {
      at++;
    }
    return new String(bytes, from, at - from, StandardCharsets.ISO_8859_1);
  }

  /** The next 16 hexadecimal digits. */
  private long word() {
    long word = 0;
    for (int end = Math.min(at + WORD_DIGITS, bytes.length); at < end; at++) {
      int digit = Character.digit(bytes[at], 16);
      usual &= digit >= 0;
      word = word << 4 | digit;
    }
    return word;
  }

  /** A number as JSON has it. */
  private long number() {
    int from = at;
    long number = 0;
    while (at < bytes.length && bytes[at] >= '0' && bytes[at] <= '9' && at - from < DIGITS) {
      number = number * 10 + (bytes[at++] - '0');
    }
    boolean padded = at - from > 1 && bytes[from] == '0';
    usual &= at > from && !padded;
    return number;
  }

  /** A time, in seconds. */
  private long time() {
    int from = at;
    at = Math.min(at + SecondsText.LENGTH, bytes.length);
    long seconds = SecondsText.seconds(bytes, from, at);
    usual &= seconds != SecondsText.NONE;
    return seconds;
  }

  /** To the brace that ends the line. A line feed within a value is spelled in another way. */
  private void passFacts() {
    while (at < bytes.length && bytes[at] != '\n') {
      at++;
    }
    at--;
    usual &= bytes[at - 1] == '}';
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
