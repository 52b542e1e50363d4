package org.livemirror.core.pull;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.livemirror.core.catalog.MicroDefs;
import org.livemirror.core.catalog.MiniTriName;
import org.livemirror.core.catalog.ProductId;
import org.livemirror.store.ContentPath;

/**
 * Which products to pull: patterns of product, version and language in which {@code *} stands for
 * anything, case ignored.
 *
 * <p>On a source that can be listed, patterns select from what is there. On one that cannot, they
 * have to spell products out; {@code MicroDefsB.*} then means {@code MicroDefsB.CurDefs} and the
 * twelve months.
 */
public final class Selection {
  /** Everything that a source lists. */
  public static final Selection ALL = new Selection(List.of(new Pvl("*", "*", "*")));

  private final List<Pvl> patterns;

  public Selection(List<Pvl> patterns) {
    this.patterns = List.copyOf(patterns);
  }

  /** A pattern of product, version and language. */
  public record Pvl(String product, String version, String language) {
    private boolean matches(ProductId id) {
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
    private boolean isOne() {
      return (product + version + language).indexOf('*') < 0;
    }

    /** Whether this names products without a listing. */
    public boolean isLiteral() {
      boolean literalVersion =
          version.indexOf('*') < 0 || version.toLowerCase(Locale.ROOT).equals("microdefsb.*");
      return product.indexOf('*') < 0 && literalVersion && language.indexOf('*') < 0;
    }

    private List<ProductId> spelledOut() {
      List<String> versions = version.indexOf('*') < 0 ? List.of(version) : MicroDefs.versions();
      return versions.stream().map(each -> new ProductId(product, each, language)).toList();
    }

    @Override
    public String toString() {
      return product + " / " + version + " / " + language;
    }
  }

  /** Whether every pattern names products without a listing. */
  public boolean isLiteral() {
    return patterns.stream().allMatch(Pvl::isLiteral);
  }

  /** The mini-TRIs selected from a listing, with the product that each is asked for. */
  Map<ContentPath, ProductId> from(List<ContentPath> listing) {
    Map<ContentPath, ProductId> selected = new LinkedHashMap<>();
    for (ContentPath path : listing) {
      Optional<MiniTriName> name = MiniTriName.parse(path.fileName());
      name.map(this::spelled)
          .filter(id -> patterns.stream().anyMatch(pattern -> pattern.matches(id)))
          .ifPresent(id -> selected.put(path, id));
    }
    return selected;
  }

  /** The products asked for by their whole name, if a listing has them in none of its folders. */
  List<ProductId> namedBesides(Set<ContentPath> selected) {
    return patterns.stream()
        .filter(Pvl::isOne)
        .flatMap(pattern -> pattern.spelledOut().stream())
        .filter(
            id ->
                selected.stream()
                    .noneMatch(
                        path -> path.fileName().equalsIgnoreCase(id.miniTriName().fileName())))
        .toList();
  }

  /**
   * A name keeps a product in lower case only; where a pattern spells it out, that spelling is
   * shown to people.
   */
  private ProductId spelled(MiniTriName name) {
    for (Pvl pattern : patterns) {
      if (pattern.isLiteral()) {
        for (ProductId id : pattern.spelledOut()) {
          if (id.miniTriName().equals(name)) {
            return id;
          }
        }
      }
    }
    return name.product();
  }

  /**
   * The mini-TRIs that the patterns spell out.
   *
   * @throws IllegalArgumentException if one does not
   */
  Map<ContentPath, ProductId> spelledOut() {
    Map<ContentPath, ProductId> selected = new LinkedHashMap<>();
    List<Pvl> vague = new ArrayList<>();
    for (Pvl pattern : patterns) {
      if (pattern.isLiteral()) {
        pattern.spelledOut().forEach(id -> selected.put(id.miniTriName().path(), id));
      } else {
        vague.add(pattern);
      }
    }
    if (!vague.isEmpty()) {
      throw new IllegalArgumentException(
          "products "
              + vague
              + " on a source that cannot be listed (expected no '*' but MicroDefsB.*)");
    }
    return selected;
  }
}
