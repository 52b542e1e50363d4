package org.livemirror.app.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.livemirror.core.author.ContentSpec;
import org.livemirror.core.author.ContentSpec.Payload;
import org.livemirror.core.catalog.ProductId;

/** The YAML form of a {@link ContentSpec}; described for users in {@code docs/authoring.md}. */
public final class SpecFile {
  private static final String DEFAULT_LEGAL = "Content of this server's operator";

  private SpecFile() {}

  /** Reads a spec; relative paths in it are relative to the file's folder. */
  public static ContentSpec load(Path file) throws ConfigException, IOException {
    Path folder = file.toAbsolutePath().getParent();
    YamlReader reader =
        YamlReader.of(file.toString(), SettingsText.read(file), Optional.empty(), Map.of());
    return read(reader, folder == null ? Path.of("/") : folder);
  }

  private static ContentSpec read(YamlReader reader, Path folder) throws ConfigException {
    Instant published = reader.required("published", Instant.EPOCH.toString(), Values::time);
    String legal = reader.get("legal", DEFAULT_LEGAL, Values::text);
    List<ContentSpec.Product> products = new ArrayList<>();
    for (YamlReader product : reader.sections("products")) {
      products.add(product(product, folder));
    }
    if (products.isEmpty()) {
      reader.problem("products", "found none (expected at least one)");
    }
    reader.check();
    return new ContentSpec(published, legal, products);
  }

  private static ContentSpec.Product product(YamlReader reader, Path folder) {
    String product = reader.required("product", "?", Values::text);
    String version = reader.required("version", "?", Values::text);
    String language = reader.get("language", "SymAllLanguages", Values::text);
    List<ContentSpec.Item> items = new ArrayList<>();
    for (YamlReader item : reader.sections("items")) {
      items.add(item(item, folder));
    }
    ProductId id = new ProductId("unreadable", "0", "none");
    try {
      id = new ProductId(product, version, language);
    } catch (IllegalArgumentException e) {
      reader.problem(
          "product", "found " + e.getMessage() + " (expected names that make a file name)");
    }
    return new ContentSpec.Product(id, items);
  }

  private static ContentSpec.Item item(YamlReader reader, Path folder) {
    String sequence = reader.required("sequence", "?", Values::text);
    long revision = reader.required("revision", "0", SpecFile::revision);
    String file = reader.required("file", "?", Values::text);
    return new ContentSpec.Item(
        sequence, revision, file, payload(reader, folder), reader.section("keys").texts());
  }

  /**
   * {@code payload: folder/} or {@code random: 5MB} with {@code seed}; neither for a package that
   * is in the output folder.
   */
  private static Optional<Payload> payload(YamlReader reader, Path folder) {
    Optional<Path> path =
        reader.optional("payload", text -> folder.resolve(Values.path(text)).normalize());
    Optional<Long> random = reader.optional("random", Values::size);
    long seed = reader.get("seed", "0", SpecFile::revision);
    if (path.isPresent() && random.isPresent()) {
      reader.problem("payload", "found together with random (expected one of them)");
    }
    if (path.isPresent() && !Files.exists(path.get())) {
      reader.problem("payload", "found no " + path.get() + " (expected a file or a folder)");
    }
    return path.<Payload>map(Payload.Files::new)
        .or(() -> random.map(size -> new Payload.Random(size, seed)));
  }

  private static long revision(String text) {
    try {
      long revision = Long.parseLong(text.strip());
      if (revision >= 0) {
        return revision;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new IllegalArgumentException(
        "found '" + text + "' (expected a number such as 110824050)");
  }
}
