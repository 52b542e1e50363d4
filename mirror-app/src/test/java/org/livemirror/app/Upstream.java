package org.livemirror.app;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.livemirror.core.author.Author;
import org.livemirror.core.author.ContentSpec;
import org.livemirror.core.author.ContentSpec.Payload;
import org.livemirror.core.author.SelfMadeChain;
import org.livemirror.core.author.SigningKey;
import org.livemirror.core.catalog.ProductId;
import org.livemirror.core.trust.Certificates;

/** A folder of signed content, and settings for mirrors of it, below one folder. */
record Upstream(Path folder) {
  private static final Instant PUBLISHED = Instant.ofEpochSecond(1314253617);
  private static final SigningKey KEY =
      SelfMadeChain.create(
          "LiveMirror Test",
          Instant.parse("2005-01-01T00:00:00Z"),
          Instant.parse("2045-01-01T00:00:00Z"));

  static final ProductId RULES = new ProductId("Own Rules", "1.0", "SymAllLanguages");
  static final ProductId DEFINITIONS =
      new ProductId("Own Definitions", "MicroDefsB.CurDefs", "SymAllLanguages");
  static final String RULES_PACKAGE = "1314253617rules.zip";
  static final String FULL = "1314253617jtun_owncur25.m25";
  static final String DELTA = "1314253617jtun_own110823051.m25";

  /** Two products: rules in one package of {@code bytes}, definitions as full package and delta. */
  static Upstream in(Path folder, long bytes) throws IOException {
    Files.writeString(folder.resolve("root.pem"), Certificates.pem(KEY.root()));
    Upstream upstream = new Upstream(folder);
    upstream.publish(
        List.of(
            new ContentSpec.Product(RULES, List.of(item("Update", 7, "rules.zip", bytes))),
            new ContentSpec.Product(
                DEFINITIONS,
                List.of(
                    item("CurDefs", 110824050, "jtun_owncur25.m25", 30_000),
                    item("CurDefs", 110824050, "jtun_own110823051.m25", 3_000)))));
    return upstream;
  }

  static Upstream in(Path folder) throws IOException {
    return in(folder, 20_000);
  }

  private static ContentSpec.Item item(String sequence, long revision, String file, long bytes) {
    return new ContentSpec.Item(
        sequence,
        revision,
        file,
        Optional.of(new Payload.Random(bytes, file.hashCode())),
        Map.of());
  }

  private void publish(List<ContentSpec.Product> products) throws IOException {
    List<Path> unused =
        new Author(KEY, content()).write(new ContentSpec(PUBLISHED, "Test content", products));
  }

  /** Offers older rules than before, as well signed as ever. */
  void publishOlderRules() throws IOException {
    publish(
        List.of(new ContentSpec.Product(RULES, List.of(item("Update", 6, "rules6.zip", 10_000)))));
  }

  /** Offers rules of a revision that no rules of before lead to. */
  void publishAbsurdRules() throws IOException {
    publish(
        List.of(
            new ContentSpec.Product(
                RULES, List.of(item("Update", 1_000_001, "rules9.zip", 10_000)))));
  }

  /** Replaces the rules by other ones. */
  void publishNewRules() throws IOException {
    publishRules(8);
  }

  /** Replaces the rules by those of a revision, in a package of its own. */
  void publishRules(int revision) throws IOException {
    String file = "rules" + revision + ".zip";
    publish(
        List.of(new ContentSpec.Product(RULES, List.of(item("Update", revision, file, 10_000)))));
  }

  Path content() {
    return folder.resolve("upstream");
  }

  Path anchor() {
    return folder.resolve("root.pem");
  }

  /** Settings of a mirror {@code name} that pulls from {@code url}; data is in {@code name}. */
  Path settings(String name, String url) throws IOException {
    return Files.writeString(
        folder.resolve(name + ".yaml"),
        """
        data: ./%s
        http: {bind: 127.0.0.1, port: 0}
        ftp: {bind: 127.0.0.1, port: 0, passivePorts: 0-0}
        admin: {bind: 127.0.0.1, port: 0}
        trust: {anchors: [root.pem], vendor: [], staleAfter: 36500d}
        pull: {attempts: 1, timeout: 20s}
        sources:
          - name: up
            url: %s
            products:
              - {product: Own Rules, version: "1.0", language: SymAllLanguages}
              - {product: Own Definitions, version: "MicroDefsB.*", language: SymAllLanguages}
        """
            .formatted(name, url));
  }

  /** Settings of a mirror that pulls from the content's folder. */
  Path settings() throws IOException {
    return settings("data", content().toUri().toString());
  }

  static void flipByte(Path file) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      long middle = bytes.length() / 2;
      bytes.seek(middle);
      int old = bytes.read();
      bytes.seek(middle);
      bytes.write(old ^ 1);
    }
  }
}
