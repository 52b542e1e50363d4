package org.livemirror.core.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.arbitraries.StringArbitrary;

final class MiniTriNamePropertyTest {
  @Property(tries = 500)
  void name_ofAnyProductWithoutDollar_isReadBack(
      @ForAll("products") String product,
      @ForAll("parts") String version,
      @ForAll("parts") String language) {
    ProductId id = new ProductId(product, version, language);
    MiniTriName name = id.miniTriName();

    assertThat(MiniTriName.parse(name.fileName().toUpperCase(Locale.ROOT))).hasValue(name);
    assertThat(name.path()).hasToString(name.fileName());
    assertThat(name.product().product()).isEqualToIgnoringCase(product);
    assertThat(name.product().version()).isEqualToIgnoringCase(version);
    assertThat(name.product().language()).isEqualToIgnoringCase(language);
    assertThat(name.product().miniTriName()).isEqualTo(name);
  }

  /** Names come from outside: once read, they can be used. */
  @Property(tries = 1000)
  void name_thatWasRead_namesAProductAndAPath(@ForAll("nearNames") String fileName) {
    Optional<MiniTriName> name = MiniTriName.parse(fileName);
    name.ifPresent(
        found -> {
          assertThat(found.product().product()).isNotBlank();
          assertThat(found.path()).hasToString(fileName.toLowerCase(Locale.ROOT));
        });
  }

  @Provide
  Arbitrary<String> products() {
    return text("_").ofMinLength(1).ofMaxLength(40).filter(text -> !text.isBlank());
  }

  @Provide
  Arbitrary<String> parts() {
    return text("").ofMinLength(1).ofMaxLength(20).filter(text -> !text.isBlank());
  }

  private static StringArbitrary text(String more) {
    return Arbitraries.strings()
        .withCharRange('a', 'z')
        .withCharRange('A', 'Z')
        .withCharRange('0', '9')
        .withChars(" .-+()[]{}!#%&',;=@^`~" + more);
  }

  @Provide
  Arbitrary<String> nearNames() {
    return Arbitraries.of("a", "B", "_", "$20", "$5f", "$5F", "$", " ", ".", "/", "\\", ":", "\0")
        .list()
        .ofMaxSize(10)
        .map(pieces -> String.join("", pieces) + MiniTriName.SUFFIX);
  }
}
