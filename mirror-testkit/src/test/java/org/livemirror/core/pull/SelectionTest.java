package org.livemirror.core.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.livemirror.core.catalog.ProductId;
import org.livemirror.core.catalog.ProductPattern;
import org.livemirror.store.ContentPath;

final class SelectionTest {
  private static final String AV = "SESC Virus Definitions Win32 v11";
  private static final String ALL = "SymAllLanguages";
  private static final ContentPath DAILY =
      ContentPath.of(
          "sesc$20virus$20definitions$20win32$20v11_microdefsb.curdefs_symalllanguages_livetri.zip");
  private static final ContentPath APRIL =
      ContentPath.of(
          "streaming/SESC$20virus$20definitions$20win32$20v11_MicroDefsB.Apr_symalllanguages_livetri.zip");
  private static final ContentPath DECOMPOSER =
      ContentPath.of("decomposer_1.0.0_symalllanguages_livetri.zip");
  private static final List<ContentPath> LISTING =
      List.of(DAILY, APRIL, DECOMPOSER, ContentPath.of("minitri.flg"), ContentPath.of("1.zip"));

  private static ProductPattern pattern(String product, String version, String language) {
    return new ProductPattern(product, version, language);
  }

  private static Selection of(ProductPattern... patterns) {
    return new Selection(List.of(patterns));
  }

  @Test
  void all_selectsEveryMiniTriOfAListing() {
    assertThat(Selection.ALL.from(LISTING)).containsOnlyKeys(DAILY, APRIL, DECOMPOSER);
  }

  @Test
  void pattern_selectsByPartsAndIgnoresCase() {
    assertThat(of(pattern("sesc*WIN32*", "*", "symall*")).from(LISTING))
        .containsOnlyKeys(DAILY, APRIL);
    assertThat(of(pattern("*", "*.0", "*")).from(LISTING)).containsOnlyKeys(DECOMPOSER);
    assertThat(of(pattern("*", "*", "english")).from(LISTING)).isEmpty();
  }

  @Test
  void pattern_holdsNoOtherWildcards() {
    assertThat(of(pattern("decompose.", "1.0.0", ALL)).from(LISTING)).isEmpty();
    assertThat(of(pattern("*", "1?0?0", "*")).from(LISTING)).isEmpty();
    assertThat(of(pattern("de*com*poser", "1.0.0", ALL)).from(LISTING)).hasSize(1);
  }

  @Test
  void listing_showsTheSpellingOfThePatternWhereThereIsOne() {
    assertThat(of(pattern("*", "*", "*"), pattern(AV, "MicroDefsB.*", ALL)).from(LISTING))
        .containsEntry(DAILY, new ProductId(AV, "MicroDefsB.CurDefs", ALL))
        .containsEntry(APRIL, new ProductId(AV, "MicroDefsB.Apr", ALL))
        .containsEntry(DECOMPOSER, new ProductId("decomposer", "1.0.0", "symalllanguages"));
  }

  @Test
  void microDefs_areSpelledOutWithoutAListing() {
    Selection selection = of(pattern(AV, "microdefsb.*", ALL));

    assertThat(selection.isLiteral()).isTrue();
    assertThat(selection.spelledOut())
        .hasSize(13)
        .containsEntry(DAILY, new ProductId(AV, "MicroDefsB.CurDefs", ALL));
    assertThat(selection.spelledOut().values())
        .extracting(ProductId::version)
        .containsAll(
            Stream.of(
                    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov",
                    "Dec")
                .map(month -> "MicroDefsB." + month)
                .toList());
  }

  @Test
  void literal_isSpelledOutAsItIs() {
    assertThat(of(pattern("Decomposer", "1.0.0", ALL)).spelledOut())
        .containsOnlyKeys(DECOMPOSER)
        .containsValue(new ProductId("Decomposer", "1.0.0", ALL));
  }

  @Test
  void vaguePatterns_areAllToldWhereNothingCanBeListed() {
    Selection selection =
        of(pattern("A*", "1", "L"), pattern("B", "1", "L"), pattern("C", "1.*", "L"));

    assertThat(selection.isLiteral()).isFalse();
    assertThatThrownBy(selection::spelledOut)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "products [A* / 1 / L, C / 1.* / L] on a source that cannot be listed"
                + " (expected no '*' but MicroDefsB.*)");
  }

  @Test
  void products_namedWhole_areMissedInAListing() {
    ProductId missing = new ProductId("IPS", "1.0", ALL);
    Selection selection =
        of(
            pattern("IPS", "1.0", ALL),
            pattern("DECOMPOSER", "1.0.0", ALL),
            pattern(AV, "MicroDefsB.*", ALL),
            pattern("X*", "1", ALL));

    assertThat(selection.namedBesides(Set.of(DECOMPOSER))).containsExactly(missing);
  }
}
