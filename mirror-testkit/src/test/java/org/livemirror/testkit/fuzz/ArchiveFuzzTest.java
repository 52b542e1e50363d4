package org.livemirror.testkit.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.junit.jupiter.api.Tag;
import org.livemirror.core.format.Archive;
import org.livemirror.core.format.ArchiveLimits;
import org.livemirror.core.format.MalformedException;

@Tag("fuzz")
class ArchiveFuzzTest {
  private static final ArchiveLimits LOW = new ArchiveLimits(8, 64 << 10, 100, 60, 4 << 10);

  @FuzzTest
  void archive(byte[] bytes) throws IOException {
    Set<String> names = new HashSet<>();
    AtomicLong unpacked = new AtomicLong();
    try {
      Archive.walk(
          new SeekableInMemoryByteChannel(bytes),
          LOW,
          (name, content) -> {
            assertThat(names.add(name.toLowerCase(Locale.ROOT))).isTrue();
            assertThat(name).doesNotContainPattern("^/|\\\\|:|\\p{Cc}|(^|/)[.]{1,2}(/|$)");
            unpacked.addAndGet(content.readAllBytes().length);
          });
    } catch (MalformedException e) {
      OneLine.check(e);
    }
    assertThat(names).hasSizeLessThanOrEqualTo(LOW.maxMembers());
    assertThat(unpacked.get()).isLessThanOrEqualTo(LOW.maxTotalBytes());
  }
}
