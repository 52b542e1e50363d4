package org.livemirror.core.pull;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.livemirror.core.catalog.MiniTriName;
import org.livemirror.core.catalog.ProductId;
import org.livemirror.core.catalog.ProductPattern;
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
  public static final Selection ALL = new Selection(List.of(ProductPattern.ANY));

  private final List<ProductPattern> patterns;

  public Selection(List<ProductPattern> patterns) {
    this.patterns = List.copyOf(patterns);
  }

  /** Whether every pattern names products without a listing. */
  public boolean isLiteral() {
    return patterns.stream().allMatch(ProductPattern::isLiteral);
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
        .filter(ProductPattern::isOne)
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
    for (ProductPattern pattern : patterns) {
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
    List<ProductPattern> vague = new ArrayList<>();
    for (ProductPattern pattern : patterns) {
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
