package org.livemirror.app.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.livemirror.core.catalog.MiniTriName;
import org.livemirror.core.plan.Inventory;
import org.livemirror.core.plan.Offer;
import org.livemirror.core.plan.Plan;
import org.livemirror.core.plan.Planner;
import org.livemirror.core.trust.RefusedException;
import org.livemirror.core.trust.VerifiedCatalog;
import org.livemirror.core.trust.Verifier;
import org.livemirror.store.Sha256;
import org.livemirror.store.file.HashedFile;

/**
 * One LiveUpdate session as a client runs it: flag → mini-TRIs → verify → choose → package,
 * interrupted and resumed → hash → inner guard. The client trusts nothing that the server says of
 * its files: it verifies all of it again.
 */
final class ClientSession {
  /** Less than a package ever has: its signature alone is longer. */
  private static final int FIRST_BYTES = 1024;

  private final Transport transport;
  private final Verifier verifier;
  private final Path folder;
  private final Consumer<String> log;
  private final Map<MiniTriName, VerifiedCatalog> catalogs = new LinkedHashMap<>();

  /**
   * @param folder where the client keeps what it fetches
   */
  ClientSession(Transport transport, Verifier verifier, Path folder, Consumer<String> log) {
    this.transport = transport;
    this.verifier = verifier;
    this.folder = folder;
    this.log = log;
  }

  /**
   * Runs the session.
   *
   * @return the packages fetched, in the inventory's order
   * @throws IOException if the server does not behave
   * @throws RefusedException if what it sends is not what was signed
   */
  List<String> run(Inventory inventory) throws IOException, RefusedException {
    Files.createDirectories(folder);
    checkFlag();
    int absent = 0;
    for (Inventory.Product product : inventory.products()) {
      absent += fetchCatalog(product) ? 0 : 1;
    }
    log.accept("%d mini-TRIs verified, %d not offered".formatted(catalogs.size(), absent));
    Plan plan = Planner.plan(inventory, offer());
    List<String> fetched = new ArrayList<>();
    for (Plan.Answer answer : plan.products()) {
      for (Plan.Step step : answer.steps()) {
        fetchPackage(answer, step);
        fetched.add(step.fileName());
      }
    }
    return fetched;
  }

  private void checkFlag() throws IOException {
    Path flag = folder.resolve("minitri.flg");
    if (!fetch(flag, 0)) {
      throw new IOException("minitri.flg: not there (expected one byte, 0x20)");
    }
    byte[] bytes = Files.readAllBytes(flag);
    if (bytes.length != 1 || bytes[0] != 0x20) {
      throw new IOException(
          "minitri.flg: found " + bytes.length + " bytes (expected one byte, 0x20)");
    }
  }

  private boolean fetchCatalog(Inventory.Product product) throws IOException, RefusedException {
    MiniTriName name = product.id().miniTriName();
    Path file = folder.resolve(name.fileName());
    if (!fetch(file, 0)) {
      return false;
    }
    catalogs.put(name, verifier.verifyCatalog(name.path(), product.id(), HashedFile.of(file)));
    return true;
  }

  /** A client knows no lengths or hashes beforehand, so its offer has none. */
  private Offer offer() {
    List<Offer.Product> products = new ArrayList<>();
    for (VerifiedCatalog catalog : catalogs.values()) {
      products.add(
          new Offer.Product(
              catalog.catalog().product(),
              catalog.catalog().items().stream()
                  .map(
                      item ->
                          new Offer.Candidate(
                              item.sequence(),
                              item.revision(),
                              item.fileName(),
                              0,
                              new Sha256(0, 0, 0, 0)))
                  .toList()));
    }
    return new Offer(0, products);
  }

  private void fetchPackage(Plan.Answer answer, Plan.Step step)
      throws IOException, RefusedException {
    Path file = folder.resolve(step.fileName());
    long start = fetchStart(file, step.fileName());
    if (!fetch(file, start)) {
      throw new IOException(step.fileName() + ": not there, though its mini-TRI names it");
    }
    VerifiedCatalog catalog = catalogs.get(answer.product().miniTriName());
    if (catalog == null) {
      throw new IllegalStateException("planned from catalogs that were fetched");
    }
    HashedFile hashed = HashedFile.of(file);
    Object unused = verifier.verifyPackage(catalog, step.fileName(), hashed);
    log.accept(
        "%s  %s %d -> %d  %d bytes, broken off at %d and resumed, verified"
            .formatted(
                step.fileName(),
                answer.sequence(),
                step.from(),
                step.to(),
                hashed.digests().sizeBytes(),
                start));
  }

  /** Reads the first bytes of a package and hangs up, as a client does whose line breaks. */
  private long fetchStart(Path file, String name) throws IOException {
    Optional<InputStream> opened = transport.open(name, 0);
    if (opened.isEmpty()) {
      return 0;
    }
    byte[] start = opened.get().readNBytes(FIRST_BYTES);
    Files.write(file, start);
    transport.interrupt(opened.get());
    return start.length;
  }

  private boolean fetch(Path file, long offset) throws IOException {
    Optional<InputStream> opened = transport.open(String.valueOf(file.getFileName()), offset);
    if (opened.isEmpty()) {
      return false;
    }
    StandardOpenOption how =
        offset > 0 ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
    try (InputStream in = opened.get();
        OutputStream out =
            Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how)) {
      in.transferTo(out);
    }
    return true;
  }
}
