package org.livemirror.http.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.livemirror.http.content.Selection.Outcome;

/** Tables: a Range header on a file of 10 bytes, at most 4 ranges; and rules for any of them. */
final class RangesTest {
  private static final int SIZE = 10;
  private static final int MOST = 4;

  private static Ranges of(String range) {
    return Ranges.of(List.of(range), SIZE, MOST);
  }

  /** Spans as {@code first+length}. */
  private static String text(Ranges ranges) {
    return ranges.spans().stream()
        .map(span -> span.first() + "+" + span.length())
        .collect(Collectors.joining(" "));
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-0, 0+1",
    "bytes=9-9, 9+1",
    "bytes=9-10, 9+1",
    "bytes=0-, 0+10",
    "bytes=-10, 0+10",
    "bytes=-11, 0+10",
    "bytes=-1, 9+1",
    "bytes= 3-4, 3+2",
    "' bytes=3-4 ', 3+2",
    "BYTES=3-4, 3+2",
    "bytes=00000000000000000000003-4, 3+2",
    "bytes=0-9223372036854775807, 0+10",
    "bytes=0-9223372036854775808, 0+10",
    "bytes=-9223372036854775808, 0+10",
    "'bytes=,3-4,', 3+2",
    "'bytes=0-4,5-9', 0+10",
    "'bytes=5-9,0-4', 0+10",
    "'bytes=0-,0-,0-,0-', 0+10",
    "'bytes=0-5,2-3', 0+6",
    "'bytes=2-3,0-5', 0+6",
    "'bytes=3-4,99-', 3+2",
    "'bytes=99-,-0,3-4', 3+2",
    "'bytes=-3,-5', 5+5",
    "'bytes=0-2,1-4,4-6,6-9', 0+10",
  })
  void range_thatLeavesOne_isOnePart(String range, String spans) {
    assertThat(of(range).outcome()).isEqualTo(Outcome.PART);
    assertThat(text(of(range))).isEqualTo(spans);
  }

  @ParameterizedTest
  @CsvSource({
    "'bytes=0-1,3-4', 0+2 3+2",
    "'bytes=3-4,0-1', 3+2 0+2",
    "'bytes=0-0,-1', 0+1 9+1",
    "'bytes=-1,0-0', 9+1 0+1",
    "'bytes= 0-1 ,\t3-4 , ', 0+2 3+2",
    "'bytes=0-1,3-4,99-', 0+2 3+2",
    "'bytes=8-9,0-1,1-3,7-8', 7+3 0+4",
    "'bytes=0-0,2-2,4-4,6-6', 0+1 2+1 4+1 6+1",
    "'bytes=6-6,4-4,2-2,0-0', 6+1 4+1 2+1 0+1",
  })
  void range_thatLeavesSeveral_keepsTheirOrder(String range, String spans) {
    assertThat(of(range).outcome()).isEqualTo(Outcome.PARTS);
    assertThat(text(of(range))).isEqualTo(spans);
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=10-, UNSATISFIABLE",
    "bytes=18446744073709551616-18446744073709551617, UNSATISFIABLE",
    "bytes=-0, UNSATISFIABLE",
    "'bytes=10-,-0,11-12', UNSATISFIABLE",
    "'bytes=0-0,1-1,2-2,3-3,4-4', UNSATISFIABLE",
    "'bytes=0-,0-,0-,0-,0-', UNSATISFIABLE",
    "'bytes=99-,99-,99-,99-,0-0', UNSATISFIABLE",
    "bytes=2-1, WHOLE",
    "'bytes=0-1,2-1', WHOLE",
    "'bytes=0-1,x', WHOLE",
    "'bytes=0-1,-', WHOLE",
    "'bytes=0-1 3-4', WHOLE",
    "'bytes=0-1;3-4', WHOLE",
    "'bytes=,', WHOLE",
    "bytes=--1, WHOLE",
    "bytes=1-2-3, WHOLE",
    "bytes=, WHOLE",
    "bytes=-, WHOLE",
    "bytes, WHOLE",
    "bytes =0-1, WHOLE",
    "bytes=1 -2, WHOLE",
    "bytes=0x1-2, WHOLE",
    "bytes=+1-2, WHOLE",
    "items=0-1, WHOLE",
    "bytes=\u0661-\u0662, WHOLE",
  })
  void range_thatGivesNoPart(String range, Outcome expected) {
    assertThat(of(range).outcome()).isEqualTo(expected);
    assertThat(text(of(range))).isEqualTo(expected == Outcome.WHOLE ? "0+10" : "");
  }

  @Test
  void headers_noneOrSeveral_areTheWholeFile() {
    assertThat(Ranges.of(List.of(), SIZE, MOST).outcome()).isEqualTo(Outcome.WHOLE);
    assertThat(Ranges.of(List.of("bytes=0-1", "bytes=3-4"), SIZE, MOST).outcome())
        .isEqualTo(Outcome.WHOLE);
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-, UNSATISFIABLE",
    "bytes=-0, UNSATISFIABLE",
    "bytes=-1, WHOLE",
    "'bytes=0-,-1', WHOLE"
  })
  void file_withoutBytes(String range, Outcome expected) {
    assertThat(Ranges.of(List.of(range), 0, MOST).outcome()).isEqualTo(expected);
  }

  /** Whatever is asked for: each byte asked for is sent, once, and no other is. */
  @RepeatedTest(50)
  void spans_areWhatIsAskedFor_once(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    BitSet asked = new BitSet();
    List<String> specs = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      int first = random.nextInt(120);
      int last = first + random.nextInt(12);
      asked.set(Math.min(first, 100), Math.min(last + 1, 100));
      specs.add(first + "-" + last);
    }
    Ranges ranges = Ranges.of(List.of("bytes=" + String.join(",", specs)), 100, 16);
    BitSet sent = new BitSet();
    long bytes = 0;
    for (Span span : ranges.spans()) {
      sent.set((int) span.first(), (int) span.end());
      bytes += span.length();
    }
    assertThat(sent).isEqualTo(asked);
    assertThat(bytes).isEqualTo(asked.cardinality());
  }
}
