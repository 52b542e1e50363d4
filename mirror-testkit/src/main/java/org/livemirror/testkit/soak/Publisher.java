package org.livemirror.testkit.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.livemirror.core.catalog.ProductId;
import org.livemirror.testkit.Forge;
import org.livemirror.testkit.soak.Offered.Pack;

/**
 * Makes a new generation now and then: some products get a new package and lose an old one, the
 * program imports them, and now and then it rolls back. For one thread.
 */
final class Publisher {
  private static final Duration FOLLOW = Duration.ofSeconds(30);
  private static final int PACKAGES = 4;
  private static final int ROLLBACK_EACH = 4;

  private final Program program;
  private final Path content;
  private final Random random;
  private final Offered offered;
  private final Findings findings;

  private Map<ProductId, Catalog> now = new LinkedHashMap<>();
  private Map<ProductId, Catalog> before = now;
  private String generationBefore = "";
  private boolean rolledBack = true; // then, as at first, every product gets a new catalog
  private int serial;
  private long revision;
  private int turn;

  Publisher(Program program, Path content, Random random, Offered offered, Findings findings) {
    this.program = program;
    this.content = content;
    this.random = random;
    this.offered = offered;
    this.findings = findings;
  }

  /** What a product's mini-TRI is, and the packages that it names. */
  private record Catalog(String sha256, List<String> names) {}

  /** Publishes once, before the server is started. */
  void first() throws Exception {
    publish();
    now.keySet().forEach(offered::settled);
  }

  /** Publishes or rolls back, and waits until the server follows. */
  void turn(int port) throws Exception {
    if (++turn % ROLLBACK_EACH == 0 && !rolledBack) {
      rollback();
    } else {
      publish();
    }
    awaitFollowed(port);
  }

  private void publish() throws Exception {
    Map<ProductId, Catalog> next = new LinkedHashMap<>(now);
    List<ProductId> changed = new ArrayList<>(offered.products());
    while (!rolledBack && changed.size() > 3) {
      changed.remove(random.nextInt(changed.size()));
    }
    revision++;
    for (ProductId product : changed) {
      next.put(product, change(product));
    }
    String was = program.currentGeneration();
    next.forEach((product, catalog) -> announce(product, catalog));
    program.run("import", "-c", program.settings(), content);
    findings.count("generations");
    generationBefore = was;
    before = now;
    now = next;
    rolledBack = false;
  }

  private void announce(ProductId product, Catalog catalog) {
    if (!catalog.equals(now.get(product))) {
      offered.may(product, catalog.sha256());
    }
  }

  /** New packages for a product, an old one dropped, and the catalog that says so. */
  private Catalog change(ProductId product) throws IOException {
    Catalog old = now.get(product);
    List<String> names = new ArrayList<>(old == null ? List.of() : old.names());
    if (names.size() == PACKAGES) {
      names.remove(random.nextInt(names.size()));
    }
    do {
      names.add(newPackage());
    } while (names.size() < PACKAGES);
    Map<String, byte[]> packages = new LinkedHashMap<>();
    for (String name : names) {
      packages.put(name, Files.readAllBytes(content.resolve(name)));
    }
    Path written = content.resolve("being-written");
    Files.write(written, Forge.standard().miniTri("Update", revision, packages));
    Path miniTri = content.resolve(product.miniTriName().fileName());
    Files.move(
        written, miniTri, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    return new Catalog(Pack.of(miniTri).sha256(), List.copyOf(names));
  }

  private String newPackage() throws IOException {
    byte[] bytes = new byte[size()];
    random.nextBytes(bytes);
    Path file = content.resolve("1314282430soak%d.m25".formatted(++serial));
    Files.write(file, Forge.standard().pack("content.dat", bytes));
    Pack pack = Pack.of(file);
    offered.add(pack);
    return pack.name();
  }

  /** Mostly small, as in the field; one in fifty is of 8 MB. */
  private int size() {
    int draw = random.nextInt(100);
    if (draw < 60) {
      return random.nextInt(1 << 10, 60 << 10);
    } else if (draw < 85) {
      return random.nextInt(60 << 10, 600 << 10);
    } else if (draw < 98) {
      return random.nextInt(1 << 20, 4 << 20);
    }
    return 8 << 20;
  }

  private void rollback() throws Exception {
    Set<String> gone = new LinkedHashSet<>();
    now.values().forEach(catalog -> gone.addAll(catalog.names()));
    before.values().forEach(catalog -> catalog.names().forEach(gone::remove));
    gone.forEach(offered::withdraw);
    before.forEach((product, catalog) -> announce(product, catalog));
    program.run("generations", "rollback", "-c", program.settings(), generationBefore);
    findings.count("rollbacks");
    now = before;
    rolledBack = true;
  }

  /** The server looks for another generation each second; until it has it, both may be seen. */
  private void awaitFollowed(int port) throws Exception {
    long start = System.nanoTime();
    for (Map.Entry<ProductId, Catalog> each : now.entrySet()) {
      String path = each.getKey().miniTriName().fileName();
      while (!served(port, path).equals(Asking.eTag(each.getValue().sha256()))) {
        if (System.nanoTime() - start > FOLLOW.toNanos()) {
          findings.wrong(
              "%s as published is not served after %d s".formatted(path, FOLLOW.toSeconds()));
          return;
        }
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
    now.keySet().forEach(offered::settled);
    findings.add("milliseconds until followed", (System.nanoTime() - start) / 1_000_000);
  }

  private static String served(int port, String path) throws IOException {
    try (Wire wire = new Wire(port, 0)) {
      wire.send("HEAD /" + path + " HTTP/1.1\r\nHost: soak\r\nConnection: close\r\n\r\n");
      return wire.reply(true).header("etag").orElse("");
    }
  }
}
