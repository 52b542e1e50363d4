package org.livemirror.core.catalog;

import org.livemirror.store.ContentPath;

/**
 * A product as LiveUpdate knows it: product, version and language ("PVL"), spelled as a client's
 * inventory spells them.
 *
 * <p>Two spellings that differ in case only name one product: compare {@link #miniTriName()}.
 */
public record ProductId(String product, String version, String language) {
  /**
   * @throws IllegalArgumentException if a part is empty, if version or language holds {@code _},
   *     escaped or not (the mini-TRI name could not be read back), or if the name would not be a
   *     file name
   */
  public ProductId {
    String readVersion = MiniTriName.unescape(version);
    String readLanguage = MiniTriName.unescape(language);
    if (MiniTriName.unescape(product).isBlank()
        || readVersion.isBlank()
        || readLanguage.isBlank()) {
      throw new IllegalArgumentException(
          "product '%s', version '%s', language '%s': a part is empty"
              .formatted(product, version, language));
    }
    if (readVersion.indexOf('_') >= 0 || readLanguage.indexOf('_') >= 0) {
      throw new IllegalArgumentException(
          "version '%s', language '%s' hold '_'".formatted(version, language));
    }
    String name = MiniTriName.format(product, version, language);
    if (name.indexOf('/') >= 0 || ContentPath.parse(name).isEmpty()) {
      throw new IllegalArgumentException(
          "product '%s' gives no file name: '%s'".formatted(product, name));
    }
  }

  /** The name of this product's catalog on a server. */
  public MiniTriName miniTriName() {
    return new MiniTriName(MiniTriName.format(product, version, language));
  }

  @Override
  public String toString() {
    return product + " - " + version + " - " + language;
  }
}
