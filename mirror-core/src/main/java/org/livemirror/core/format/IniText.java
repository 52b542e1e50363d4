package org.livemirror.core.format;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * INI-like text as the vendor writes it, line by line, so that it can be written back byte for
 * byte.
 *
 * <p>ISO-8859-1; lines end with LF or CRLF, the last one perhaps with nothing. A line is a
 * section's head (begins with {@code [}), {@code key=value} without handling of spaces, a comment
 * ({@code ;} or {@code #}), or empty.
 */
final class IniText {
  static final int MAX_BYTES = 4 << 20;
  private static final int SHOWN = 60;

  private final List<Section> sections;

  private IniText(List<Section> sections) {
    this.sections = List.copyOf(sections);
  }

  /**
   * All sections in order; the first has no head and holds what stands before the first head, often
   * nothing.
   */
  List<Section> sections() {
    return sections;
  }

  static IniText parse(byte[] bytes) throws MalformedException {
    if (bytes.length > MAX_BYTES) {
      throw new MalformedException("length", bytes.length + " bytes", "at most " + MAX_BYTES);
    }
    List<Section> sections = new ArrayList<>();
    List<Line> lines = new ArrayList<>();
    Line head = new Line(0, "", "");
    int number = 0;
    for (int start = 0; start < bytes.length; ) {
      int feed = start;
      while (feed < bytes.length && bytes[feed] != '\n') {
        feed++;
      }
      int end = feed > start && feed < bytes.length && bytes[feed - 1] == '\r' ? feed - 1 : feed;
      int next = Math.min(feed + 1, bytes.length);
      Line line = new Line(++number, text(bytes, start, end), text(bytes, end, next));
      check(line);
      if (line.isHead()) {
        sections.add(new Section(head, lines));
        head = line;
        lines = new ArrayList<>();
      } else {
        lines.add(line);
      }
      start = next;
    }
    sections.add(new Section(head, lines));
    return new IniText(sections);
  }

  private static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private static void check(Line line) throws MalformedException {
    for (int i = 0; i < line.text().length(); i++) {
      char c = line.text().charAt(i);
      if (c < 0x20 && c != '\t') {
        throw malformed(
            line, "control character %d in '%s'".formatted((int) c, shown(line)), "text");
      }
    }
    if (!line.isHead() && !line.isBlank() && !line.isComment() && line.text().indexOf('=') <= 0) {
      throw malformed(
          line, "'" + shown(line) + "'", "key=value, a [section], a comment or an empty line");
    }
  }

  static MalformedException malformed(Line line, String found, String expected) {
    return new MalformedException("line " + line.number(), found, expected);
  }

  private static String shown(Line line) {
    String text = line.text().replaceAll("[^\\x20-\\x7e]", "?");
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }

  /** The bytes this was parsed from. */
  byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Section section : sections) {
      section.head().writeTo(out);
      section.lines().forEach(line -> line.writeTo(out));
    }
    return out.toByteArray();
  }

  /**
   * A head and the lines below it.
   *
   * @param head line 0, empty, for what stands before the first head
   */
  record Section(Line head, List<Line> lines) {
    Section {
      lines = List.copyOf(lines);
    }

    /**
     * The value of a key. A key that stands twice is refused: readers would disagree on which one
     * counts.
     */
    Optional<String> value(String key, boolean ignoreCase) throws MalformedException {
      Optional<String> value = Optional.empty();
      for (Line line : lines) {
        int equals = line.text().indexOf('=');
        if (!line.isComment()
            && equals == key.length()
            && line.text().regionMatches(ignoreCase, 0, key, 0, equals)) {
          if (value.isPresent()) {
            throw malformed(line, "a second '" + key + "' in " + head.text(), "one");
          }
          value = Optional.of(line.text().substring(equals + 1));
        }
      }
      return value;
    }
  }

  /**
   * One line.
   *
   * @param number from 1
   * @param end LF, CRLF, or nothing on the last line
   */
  record Line(int number, String text, String end) {
    boolean isHead() {
      return text.startsWith("[");
    }

    boolean isBlank() {
      return text.isBlank();
    }

    boolean isComment() {
      return text.startsWith(";") || text.startsWith("#");
    }

    private void writeTo(ByteArrayOutputStream out) {
      out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
      out.writeBytes(end.getBytes(StandardCharsets.ISO_8859_1));
    }
  }
}
