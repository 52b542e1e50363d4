package org.livemirror.core.pull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.livemirror.core.catalog.ProductId;
import org.livemirror.testkit.Forge;

/** A folder of signed content, as an upstream holds it. */
record Site(Path folder) {
  static final Forge FORGE = Forge.standard();
  static final ProductId CUR_DEFS = Forge.CUR_DEFS;
  static final ProductId DECOMPOSER = new ProductId("Decomposer", "1.0.0", "SymAllLanguages");

  /** The file name of a product's mini-TRI. */
  static String miniTri(ProductId product) {
    return product.miniTriName().fileName();
  }

  /**
   * Writes a product's mini-TRI, and those packages that are not there yet, each of other bytes.
   */
  void offer(ProductId product, long revision, String... packageNames) throws IOException {
    Map<String, byte[]> packages = new LinkedHashMap<>();
    for (String name : packageNames) {
      Path file = folder.resolve(name);
      packages.put(
          name, Files.exists(file) ? Files.readAllBytes(file) : FORGE.pack("content of " + name));
    }
    offer(product, revision, packages);
  }

  void offer(ProductId product, long revision, Map<String, byte[]> packages) throws IOException {
    for (Map.Entry<String, byte[]> each : packages.entrySet()) {
      Files.write(folder.resolve(each.getKey()), each.getValue());
    }
    Files.write(folder.resolve(miniTri(product)), FORGE.miniTri("CurDefs", revision, packages));
  }

  void remove(String name) throws IOException {
    Files.delete(folder.resolve(name));
  }

  long size(String name) throws IOException {
    return Files.size(folder.resolve(name));
  }

  /** Changes one bit in the middle of a file. */
  void flip(String name) throws IOException {
    byte[] bytes = Files.readAllBytes(folder.resolve(name));
    bytes[bytes.length / 2] ^= 1;
    Files.write(folder.resolve(name), bytes);
  }
}
