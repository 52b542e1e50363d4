package org.livemirror.http.content;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.livemirror.http.content.Selection.Outcome;

/**
 * The Range header of a request on a file: RFC 9110 §14.1, §14.2. Pure.
 *
 * <p>What overlaps or adjoins becomes one range, so that no byte is sent twice. The others keep the
 * order they were asked for (§15.3.7.2).
 *
 * @param outcome {@link Outcome#WHOLE}, {@link Outcome#PART}, {@link Outcome#PARTS} or {@link
 *     Outcome#UNSATISFIABLE}
 * @param spans what of the file; none if nothing of it can be sent
 */
record Ranges(Outcome outcome, List<Span> spans) {
  private static final Pattern SET = Pattern.compile("(?i)bytes=(.*)");
  private static final Pattern SPEC = Pattern.compile("([0-9]*)-([0-9]*)");

  /**
   * Reads the headers of a request.
   *
   * @param values the Range headers; more than one line, another unit or a malformed set count as
   *     none
   * @param most ranges in one request; with more, nothing is sent
   */
  static Ranges of(List<String> values, long size, int most) {
    Matcher set = SET.matcher(values.size() == 1 ? values.get(0).trim() : "");
    if (!set.matches()) {
      return whole(size);
    }
    List<String> specs = elements(set.group(1));
    if (specs.size() > most) {
      return unsatisfiable();
    }
    List<Span> spans = new ArrayList<>();
    for (String spec : specs) {
      Matcher range = SPEC.matcher(spec);
      if (!range.matches() || spec.equals("-")) {
        return whole(size);
      }
      boolean suffix = range.group(1).isEmpty();
      long last = range.group(2).isEmpty() ? Long.MAX_VALUE : number(range.group(2));
      long first = suffix ? Math.max(0, size - last) : number(range.group(1));
      if (!suffix && last < first) {
        return whole(size);
      }
      if (suffix && last > 0 && size == 0) {
        // All of nothing is asked for; no Content-Range can tell that.
        return whole(size);
      }
      if (first < size) {
        long end = suffix || last >= size ? size : last + 1;
        spans.add(new Span(first, end - first));
      }
    }
    if (spans.isEmpty()) {
      return specs.isEmpty() ? whole(size) : unsatisfiable();
    }
    List<Span> joined = joined(spans);
    return new Ranges(joined.size() == 1 ? Outcome.PART : Outcome.PARTS, joined);
  }

  /** The elements of a list, of which some may be empty: §5.6.1.2. */
  private static List<String> elements(String list) {
    return Arrays.stream(list.split(",", -1))
        .map(String::trim)
        .filter(element -> !element.isEmpty())
        .toList();
  }

  /** The same bytes in spans that neither overlap nor adjoin. */
  private static List<Span> joined(List<Span> asked) {
    List<Span> joined = new ArrayList<>();
    for (Span span : asked.stream().sorted(Comparator.comparingLong(Span::first)).toList()) {
      Span before = joined.isEmpty() ? null : joined.get(joined.size() - 1);
      if (before != null && span.first() <= before.end()) {
        long end = Math.max(before.end(), span.end());
        joined.set(joined.size() - 1, new Span(before.first(), end - before.first()));
      } else {
        joined.add(span);
      }
    }
    joined.sort(Comparator.comparingInt(span -> turn(asked, span)));
    return List.copyOf(joined);
  }

  /** When something of {@code span} was first asked for. */
  private static int turn(List<Span> asked, Span span) {
    int turn = 0;
    while (asked.get(turn).first() < span.first() || asked.get(turn).first() >= span.end()) {
      turn++;
    }
    return turn;
  }

  /** A decimal number; {@link Long#MAX_VALUE} if it is greater. */
  private static long number(String digits) {
    long value = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(i) - '0';
      value = value > (Long.MAX_VALUE - digit) / 10 ? Long.MAX_VALUE : value * 10 + digit;
    }
    return value;
  }

  private static Ranges whole(long size) {
    return new Ranges(Outcome.WHOLE, List.of(new Span(0, size)));
  }

  private static Ranges unsatisfiable() {
    return new Ranges(Outcome.UNSATISFIABLE, List.of());
  }
}
