package org.livemirror.core.catalog;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A pattern of product, version and language ("PVL") in which {@code *} stands for anything, case
 * ignored.
 */
public record ProductPattern(String product, String version, String language) {
  /** Matches every product. */
  public static final ProductPattern ANY = new ProductPattern("*", "*", "*");

  private static final String ALL_MICRO_DEFS = "microdefsb.*";

  public boolean matches(ProductId id) {
    return matches(product, id.product())
        && matches(version, id.version())
        && matches(language, id.language());
  }

  private static boolean matches(String pattern, String text) {
    StringBuilder regex = new StringBuilder();
    for (String part : pattern.split("\\*", -1)) {
      regex.append(regex.isEmpty() ? "" : ".*").append(Pattern.quote(part));
    }
    return Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE).matcher(text).matches();
  }

  /** Whether this names one product. */
  public boolean isOne() {
    return (product + version + language).indexOf('*') < 0;
  }

  /**
   * Whether this names products without a listing: no {@code *}, or {@code MicroDefsB.*}, whose
   * versions are known.
   */
  public boolean isLiteral() {
    boolean literalVersion =
        version.indexOf('*') < 0 || version.toLowerCase(Locale.ROOT).equals(ALL_MICRO_DEFS);
    return product.indexOf('*') < 0 && literalVersion && language.indexOf('*') < 0;
  }

  /** The products that a literal pattern names. */
  public List<ProductId> spelledOut() {
    List<String> versions = version.indexOf('*') < 0 ? List.of(version) : MicroDefs.versions();
    return versions.stream().map(each -> new ProductId(product, each, language)).toList();
  }

  @Override
  public String toString() {
    return product + " / " + version + " / " + language;
  }
}
