package org.livemirror.app.demo;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.livemirror.core.catalog.ProductId;
import org.livemirror.core.trust.Certificates;

/**
 * The demo's folder.
 *
 * <pre>
 * upstream/         what the upstream serves
 * root.pem          the root that signed it
 * livemirror.yaml   the mirror's settings: usable with every command
 * data/             the mirror's store
 * inventory.json    what the client of the log has, to plan for
 * clients/          what the demo's own clients fetched
 * </pre>
 */
record DemoFolder(Path root) {
  private static final String MARK = ".livemirror-demo";

  /** The antivirus products of the log's client before its first session. */
  private static final String INVENTORY =
      """
      {"client": "demo-client", "products": [
        {"product": "SESC Virus Definitions Win32 v11", "version": "MicroDefsB.CurDefs",
         "language": "SymAllLanguages", "sequences": {"CurDefs": 110418018}},
        {"product": "SESC Virus Definitions Win32 v11", "version": "MicroDefsB.Apr",
         "language": "SymAllLanguages", "sequences": {"HubDefs": 110418018}}
      ]}
      """;

  /**
   * An empty demo folder; what an earlier demo left there is removed.
   *
   * @throws IOException also if the folder holds something else than a demo
   */
  static DemoFolder create(Path folder) throws IOException {
    Path root = folder.toAbsolutePath().normalize();
    if (Files.isDirectory(root) && !Files.exists(root.resolve(MARK))) {
      try (var files = Files.list(root)) {
        if (files.findAny().isPresent()) {
          throw new IOException(
              root
                  + ": found files that are not a demo's (expected an empty folder or an earlier demo)");
        }
      }
    }
    for (String part : List.of("upstream", "data", "clients")) {
      delete(root.resolve(part));
    }
    Files.createDirectories(root);
    Files.writeString(root.resolve(MARK), "", StandardCharsets.US_ASCII);
    Files.writeString(root.resolve("inventory.json"), INVENTORY);
    return new DemoFolder(root);
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path done, @Nullable IOException e)
              throws IOException {
            Files.delete(done);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  Path upstream() {
    return root.resolve("upstream");
  }

  Path anchor() {
    return root.resolve("root.pem");
  }

  Path settings() {
    return root.resolve("livemirror.yaml");
  }

  Path inventory() {
    return root.resolve("inventory.json");
  }

  /** Where the client of a session keeps what it fetches. */
  Path client(String session) {
    return root.resolve("clients").resolve(session);
  }

  void writeAnchor(X509Certificate certificate) throws IOException {
    Files.writeString(anchor(), Certificates.pem(certificate));
  }

  void writeSettings(Demo.Ports ports, URI source) throws IOException {
    StringBuilder yaml = new StringBuilder();
    yaml.append("data: ./data\n");
    yaml.append("http: {bind: 127.0.0.1, port: ").append(ports.http()).append("}\n");
    yaml.append("ftp: {bind: 127.0.0.1, port: ")
        .append(ports.ftp())
        .append(", passivePorts: 0-0}\n");
    yaml.append("admin: {bind: 127.0.0.1, port: ").append(ports.admin()).append("}\n");
    yaml.append("trust:\n  anchors: [root.pem]\n  vendor: []\n  staleAfter: 36500d\n");
    yaml.append("sources:\n  - name: demo-upstream\n    url: ").append(source).append('\n');
    yaml.append("    products:\n");
    yaml.append(product(DemoContent.CUR_DEFS, "MicroDefsB.*"));
    for (ProductId id : DemoContent.inventory()) {
      if (!id.product().equals(DemoContent.CUR_DEFS.product())) {
        yaml.append(product(id, id.version()));
      }
    }
    Files.writeString(settings(), yaml);
  }

  private static String product(ProductId id, String version) {
    return "      - {product: \"%s\", version: \"%s\", language: %s}\n"
        .formatted(id.product(), version, id.language());
  }
}
