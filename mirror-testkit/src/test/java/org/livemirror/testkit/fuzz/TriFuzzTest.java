package org.livemirror.testkit.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Tag;
import org.livemirror.core.format.MalformedException;
import org.livemirror.core.format.Tri;
import org.livemirror.store.ContentPath;

@Tag("fuzz")
class TriFuzzTest {
  @FuzzTest
  void tri(byte[] bytes) throws Exception {
    Tri tri;
    try {
      tri = Tri.parse(bytes);
    } catch (MalformedException e) {
      OneLine.check(e);
      return;
    }
    assertThat(tri.bytes()).isEqualTo(bytes);
    assertThat(Tri.parse(tri.bytes()).items()).isEqualTo(tri.items());
    assertThat(tri.catalogItems()).hasSizeLessThanOrEqualTo(tri.items().size());
    for (String fileName : tri.fileNames()) {
      assertThat(ContentPath.of(fileName).fileName()).isEqualTo(fileName);
    }
  }
}
