package org.livemirror.testkit.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.livemirror.testkit.soak.Sample.Trend;

final class SampleTest {
  private static List<Sample> samples(long... megabytes) {
    return LongStream.of(megabytes).mapToObj(each -> new Sample(each << 20, 0, 0)).toList();
  }

  private static Trend heap(List<Sample> samples) {
    return Sample.trends(samples, 1).get(0);
  }

  @Test
  void heap_thatGrowsBeyondItsBound_isNotFlat() {
    assertThat(heap(samples(10, 11, 12, 20, 21, 22, 27, 28, 29)).isFlat()).isFalse();
  }

  @Test
  void heap_thatStaysWithinItsBound_isFlat_whateverOneSampleSays() {
    assertThat(heap(samples(10, 11, 12, 99, 21, 22, 25, 27, 99)).isFlat()).isTrue();
  }

  @Test
  void heap_ofOneSample_isFlat() {
    assertThat(heap(samples(10)).isFlat()).isTrue();
  }
}
