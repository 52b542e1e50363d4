package org.livemirror.benchmarks;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.livemirror.core.author.Author;
import org.livemirror.core.author.ContentSpec;
import org.livemirror.core.author.SelfMadeChain;
import org.livemirror.core.author.SigningKey;
import org.livemirror.core.catalog.ProductId;
import org.livemirror.core.format.ArchiveLimits;
import org.livemirror.core.trust.TrustPolicy;
import org.livemirror.core.trust.VerifiedCatalog;
import org.livemirror.core.trust.Verifier;
import org.livemirror.store.ContentPath;
import org.livemirror.store.file.HashedFile;

/**
 * A signed tree of packages as large as the field's, made once and kept in a folder.
 *
 * <p>Half of a package is text; the other half is its {@link Filling}.
 *
 * @param key what signed it
 */
record Material(SigningKey key, List<Pack> packages) {
  private static final int HALF_BYTES = 76 << 20;
  private static final int RECORD_BYTES = 24;
  private static final int LARGEST_PIECE = 1 << 20;
  private static final char[] PASSWORD = "benchmark".toCharArray();
  private static final Instant PUBLISHED = Instant.ofEpochSecond(1_314_282_430L);
  private static final Instant FROM = Instant.parse("2005-01-01T00:00:00Z");
  private static final Instant UNTIL = Instant.parse("2045-01-01T00:00:00Z");

  /** What lies in a package beside text. */
  enum Filling {
    /** Tables of records whose bytes are unevenly frequent: has to be unpacked bit by bit. */
    RECORDS,
    /** What is compressed already: unpacking copies it, and only hashing is left to do. */
    NOISE
  }

  /** One package and the catalog that vouches for it. */
  record Pack(VerifiedCatalog catalog, String fileName, Path file) {}

  /** The package of an index, which may be larger than the number of packages. */
  Pack packageAt(int index) {
    return packages.get(index % packages.size());
  }

  static SigningKey newKey() {
    return SelfMadeChain.create("Benchmark", FROM, UNTIL);
  }

  static Verifier verifier(SigningKey key) {
    return new Verifier(TrustPolicy.of(List.of(key.root())), ArchiveLimits.DEFAULT);
  }

  /** A tree of so many packages below {@code root}, made if it is not there. */
  static Material in(Path root, int packages, Filling filling) throws Exception {
    Path folder =
        root.resolve(packages + "-packages-" + filling.toString().toLowerCase(Locale.ROOT));
    Path keyFile = folder.resolve("key.p12");
    if (!Files.exists(keyFile)) {
      make(folder, packages, filling, keyFile);
    }
    SigningKey key = SigningKey.load(keyFile, PASSWORD);
    Verifier verifier = verifier(key);
    List<Pack> found = new ArrayList<>();
    for (int i = 0; i < packages; i++) {
      Path miniTri = folder.resolve(product(i).miniTriName().fileName());
      VerifiedCatalog catalog =
          verifier.verifyCatalog(
              ContentPath.parse(String.valueOf(miniTri.getFileName())).orElseThrow(),
              product(i),
              HashedFile.of(miniTri));
      String fileName = catalog.catalog().fileNames().iterator().next();
      found.add(new Pack(catalog, fileName, folder.resolve(fileName)));
    }
    return new Material(key, List.copyOf(found));
  }

  private static void make(Path folder, int packages, Filling filling, Path keyFile)
      throws Exception {
    System.out.printf("making %d signed packages in %s, once%n", packages, folder);
    Files.createDirectories(folder);
    SigningKey key = newKey();
    try (Crew crew = new Crew(2)) {
      for (int i = 0; i < (packages + 1) / 2; i++) {
        crew.run(
            i,
            index -> {
              if (index < packages) {
                makePackage(folder, key, index, filling);
              }
              return 1;
            });
      }
    }
    key.save(keyFile, PASSWORD);
  }

  private static void makePackage(Path folder, SigningKey key, int index, Filling filling)
      throws IOException {
    Path payload = Files.createDirectories(folder.resolve("payload-" + index));
    Path filled = payload.resolve("filling.dat");
    Path text = payload.resolve("text.dat");
    if (filling == Filling.NOISE) {
      writeNoise(filled, index);
    } else {
      writeRecords(filled, index);
    }
    writeText(text, index);
    ContentSpec.Item item =
        new ContentSpec.Item(
            "CurDefs",
            110_825_001 + index,
            "bench" + index + ".m25",
            Optional.of(new ContentSpec.Payload.Files(payload)),
            Map.of());
    List<Path> unused =
        new Author(key, folder)
            .write(
                new ContentSpec(
                    PUBLISHED,
                    "made to be measured",
                    List.of(new ContentSpec.Product(product(index), List.of(item)))));
    Files.delete(filled);
    Files.delete(text);
    Files.delete(payload);
  }

  private static ProductId product(int index) {
    return new ProductId("Benchmark " + index, "1", "SymAllLanguages");
  }

  private static void writeNoise(Path file, long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] piece = new byte[LARGEST_PIECE];
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int done = 0; done < HALF_BYTES; done += piece.length) {
        random.nextBytes(piece);
        out.write(piece);
      }
    }
  }

  /** Bytes of about six and a half bits of content each, every fourth record much like the last. */
  private static void writeRecords(Path file, long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] record = new byte[RECORD_BYTES];
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), LARGEST_PIECE)) {
      for (int done = 0; done < HALF_BYTES; done += record.length) {
        int changed = random.nextInt(4) == 0 ? 4 : record.length;
        for (int i = 0; i < changed; i++) {
          double skewed = random.nextDouble();
          record[i] = (byte) (skewed * skewed * 256);
        }
        out.write(record);
      }
    }
  }

  /** Words of two to nine letters and numbers, some far more frequent than others. */
  private static void writeText(Path file, long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(~seed);
    byte[][] words = new byte[8192][];
    for (int i = 0; i < words.length; i++) {
      String word = Long.toString(random.nextLong(36, 36L * 36 * 36 * 36 * 36 * 36), 36);
      words[i] = (word + (i % 9 == 0 ? "\r\n" : " ")).getBytes(StandardCharsets.US_ASCII);
    }
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), LARGEST_PIECE)) {
      for (int done = 0; done < HALF_BYTES; ) {
        double skewed = random.nextDouble();
        byte[] word = words[(int) (skewed * skewed * skewed * words.length)];
        out.write(word);
        done += word.length;
      }
    }
  }
}
