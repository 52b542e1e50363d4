package org.livemirror.testkit.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.livemirror.core.catalog.ProductId;

/**
 * What the server may serve, as its publisher knows it: every package ever named, and for each
 * product the catalogs in the order in which they came. Safe for all threads.
 */
final class Offered {
  private final List<ProductId> products;
  private final Map<String, Pack> packages = new ConcurrentHashMap<>();
  private final Set<String> withdrawn = ConcurrentHashMap.newKeySet();
  private final Map<ProductId, Turns> turns = new ConcurrentHashMap<>();

  Offered(List<ProductId> products) {
    this.products = List.copyOf(products);
  }

  /** A package and its bytes, which never change. */
  record Pack(String name, Path file, long sizeBytes, String sha256) {
    static Pack of(Path file) throws IOException {
      byte[] bytes = Files.readAllBytes(file);
      return new Pack(
          String.valueOf(file.getFileName()),
          file,
          bytes.length,
          hex(Offered.sha256().digest(bytes)));
    }
  }

  /** The catalogs of one product; those before the floor must not be seen any more. */
  private static final class Turns {
    private final List<String> sha256 = new ArrayList<>();
    private int floor;
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  static String hex(byte[] digest) {
    return HexFormat.of().formatHex(digest);
  }

  List<ProductId> products() {
    return products;
  }

  void add(Pack pack) {
    packages.put(pack.name(), pack);
  }

  Optional<Pack> find(String name) {
    return Optional.ofNullable(packages.get(name));
  }

  /** A rollback took back the only generation that named it: it need not be served any more. */
  void withdraw(String name) {
    withdrawn.add(name);
  }

  boolean isWithdrawn(String name) {
    return withdrawn.contains(name);
  }

  /** From now on this catalog may be seen as well. */
  void may(ProductId product, String sha256) {
    Turns its = turns.computeIfAbsent(product, unused -> new Turns());
    synchronized (its) {
      its.sha256.add(sha256);
    }
  }

  /** From now on no catalog but the last one may be seen. */
  void settled(ProductId product) {
    Turns its = turns.getOrDefault(product, new Turns());
    synchronized (its) {
      its.floor = its.sha256.size() - 1;
    }
  }

  /** What {@link #mayBe} is to be asked with for a request that begins now. */
  int now(ProductId product) {
    Turns its = turns.getOrDefault(product, new Turns());
    synchronized (its) {
      return its.floor;
    }
  }

  /** Whether a request that began {@code then} may have got this catalog. */
  boolean mayBe(ProductId product, int then, String sha256) {
    Turns its = turns.getOrDefault(product, new Turns());
    synchronized (its) {
      return its.sha256.subList(then, its.sha256.size()).contains(sha256);
    }
  }
}
