package org.livemirror.testkit.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.livemirror.core.catalog.MiniTriName;
import org.livemirror.core.catalog.PackageName;
import org.livemirror.core.catalog.ProductId;
import org.livemirror.store.ContentPath;

@Tag("fuzz")
class NamesFuzzTest {
  @FuzzTest
  void names(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    ContentPath.parse(text).ifPresent(path -> path(path, text));
    MiniTriName.parse(text).ifPresent(NamesFuzzTest::miniTri);
    PackageName.parse(text).ifPresent(name -> packageName(name, text));
  }

  private static void path(ContentPath path, String text) {
    assertThat(path).hasToString(text).isEqualTo(ContentPath.of(path.key()));
    assertThat(path.sibling(path.fileName())).hasValue(path);
    assertThat(text.split("/", -1)).doesNotContain("", ".", "..");
  }

  private static void miniTri(MiniTriName name) {
    assertThat(MiniTriName.parse(name.fileName())).hasValue(name);
    assertThat(name.path()).hasToString(name.fileName());
    ProductId product = name.product();
    assertThat(MiniTriName.parse(product.miniTriName().fileName())).hasValue(product.miniTriName());
    assertThat(product.miniTriName().product()).isEqualTo(product);
  }

  private static void packageName(PackageName name, String text) {
    assertThat(name.fileName()).isEqualTo(text);
    assertThat("%010d".formatted(name.published().getEpochSecond()))
        .isEqualTo(text.substring(0, 10));
    assertThat(PackageName.parse(ContentPath.of(text).fileName())).hasValue(name);
    name.deltaFrom()
        .ifPresent(from -> assertThat(text.substring(10)).contains("%09d".formatted(from)));
  }
}
