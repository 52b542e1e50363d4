package org.livemirror.core.catalog;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.livemirror.store.ContentPath;

/**
 * The file name of a product's mini-TRI: {@code decomposer_1.0.0_symalllanguages_livetri.zip}.
 *
 * <p>The lower-case product with {@code _} as {@code $5f} and then space as {@code $20}, version
 * and language joined by {@code _}, and {@value #SUFFIX}. Version and language hold no {@code _},
 * so a name is read from the right. Always lower case.
 */
public record MiniTriName(String fileName) {
  /** How every mini-TRI's name ends. */
  public static final String SUFFIX = "_livetri.zip";

  private static final Pattern NAME =
      Pattern.compile("[^/]+_[^_/]+_[^_/]+" + Pattern.quote(SUFFIX));

  /** Use {@link ProductId#miniTriName()} or {@link #parse}. */
  public MiniTriName {
    if (!fileName.endsWith(SUFFIX) || !fileName.equals(fileName.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException("not a mini-TRI name: " + fileName);
    }
  }

  static String format(String product, String version, String language) {
    String escaped = product.replace("_", "$5f").replace(" ", "$20");
    return (escaped + "_" + version + "_" + language).toLowerCase(Locale.ROOT).replace(" ", "$20")
        + SUFFIX;
  }

  /** Reads a file name of any case; empty if it is not a mini-TRI's. */
  public static Optional<MiniTriName> parse(String fileName) {
    String name = fileName.toLowerCase(Locale.ROOT);
    if (!name.endsWith(SUFFIX) // most names are packages', and this is quick to tell
        || !NAME.matcher(name).matches()
        || ContentPath.parse(name).isEmpty()) {
      return Optional.empty();
    }
    MiniTriName read = new MiniTriName(name);
    try {
      ProductId unused = read.product();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    return Optional.of(read);
  }

  /** The product this names, in lower case: what the name keeps of it. */
  public ProductId product() {
    String stem = fileName.substring(0, fileName.length() - SUFFIX.length());
    int beforeLanguage = stem.lastIndexOf('_');
    int beforeVersion = stem.lastIndexOf('_', beforeLanguage - 1);
    return new ProductId(
        unescape(stem.substring(0, beforeVersion)),
        unescape(stem.substring(beforeVersion + 1, beforeLanguage)),
        unescape(stem.substring(beforeLanguage + 1)));
  }

  /** What a name keeps of a part, with its escapes read, of any case. */
  static String unescape(String text) {
    return text.replace("$20", " ").replace("$5f", "_").replace("$5F", "_");
  }

  /** Where a server keeps it, beside its packages. */
  public ContentPath path() {
    return ContentPath.of(fileName);
  }

  @Override
  public String toString() {
    return fileName;
  }
}
