package org.livemirror.core.author;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.livemirror.core.catalog.PackageName;
import org.livemirror.core.format.MalformedException;
import org.livemirror.core.format.Tri;
import org.livemirror.store.Digests;
import org.livemirror.store.file.HashedFile;

/**
 * Makes and signs content in the exact vendor format: spec → packages → mini-TRIs → flag, into one
 * folder.
 *
 * <p>A package is a zip of its payload with {@code v.grd} and {@code v.sig}; a mini-TRI is a zip of
 * {@code liveupdt.tri} with {@code liveupdt.grd} and {@code liveupdt.sig}, whose guard also names
 * the packages beside it. Files that are there already are replaced. For one thread.
 */
public final class Author {
  private static final String INSTALL_SCRIPT = "MOVE([TempDir],%StreamDefDir%)\r\n";

  private final SigningKey key;
  private final Path out;

  /**
   * @param out the folder to write to; made if it is not there
   */
  public Author(SigningKey key, Path out) {
    this.key = key;
    this.out = out;
  }

  /** Writes all that the spec names; returns the files written, in order. */
  public List<Path> write(ContentSpec spec) throws IOException {
    Files.createDirectories(out);
    List<Path> written = new ArrayList<>();
    Map<String, Digests> packages = new HashMap<>();
    for (ContentSpec.Product product : spec.products()) {
      for (ContentSpec.Item item : product.items()) {
        String fileName = fileName(spec, item);
        if (!packages.containsKey(fileName)) {
          Path file = out.resolve(fileName);
          if (item.payload().isPresent()) {
            writePackage(file, spec, item.payload().get());
            written.add(file);
          }
          packages.put(fileName, HashedFile.of(file).digests());
        }
      }
      written.add(writeMiniTri(spec, product, packages));
    }
    Path flag = out.resolve("minitri.flg");
    Files.write(flag, new byte[] {0x20});
    written.add(flag);
    return written;
  }

  private static String fileName(ContentSpec spec, ContentSpec.Item item) {
    return PackageName.parse(item.file()).isPresent()
        ? item.file()
        : "%010d%s".formatted(spec.published().getEpochSecond(), item.file());
  }

  private void writePackage(Path file, ContentSpec spec, ContentSpec.Payload payload)
      throws IOException {
    try (GuardedZip zip = new GuardedZip(file, spec.published())) {
      if (payload instanceof ContentSpec.Payload.Random random) {
        zip.add(
            "content.dis",
            new ByteArrayInputStream(INSTALL_SCRIPT.getBytes(StandardCharsets.US_ASCII)));
        zip.add("content.dat", new RandomBytes(random.sizeBytes(), random.seed()));
      } else if (payload instanceof ContentSpec.Payload.Files files) {
        for (Path member : members(files.path())) {
          try (InputStream content = Files.newInputStream(member)) {
            zip.add(memberName(files.path(), member), content);
          }
        }
      }
      zip.sign("v", key, spec.legal());
    }
  }

  private static List<Path> members(Path path) throws IOException {
    try (Stream<Path> files = Files.walk(path)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static String memberName(Path root, Path member) {
    return root.equals(member)
        ? String.valueOf(member.getFileName())
        : root.relativize(member).toString().replace('\\', '/');
  }

  private Path writeMiniTri(
      ContentSpec spec, ContentSpec.Product product, Map<String, Digests> packages)
      throws IOException {
    Path file = out.resolve(product.id().miniTriName().fileName());
    List<Map<String, String>> items = new ArrayList<>();
    for (ContentSpec.Item item : product.items()) {
      Map<String, String> keys = new LinkedHashMap<>();
      keys.put("ItemSeqName", item.sequence());
      keys.put("ItemSeqData", Long.toString(item.revision()));
      keys.put("FileName", fileName(spec, item));
      keys.putAll(item.keys());
      items.add(keys);
    }
    try (GuardedZip zip = new GuardedZip(file, spec.published())) {
      zip.add(Tri.MEMBER, new ByteArrayInputStream(Tri.of(items).bytes()));
      for (ContentSpec.Item item : product.items()) {
        String fileName = fileName(spec, item);
        zip.vouchFor(fileName, Objects.requireNonNull(packages.get(fileName)));
      }
      zip.sign("liveupdt", key, spec.legal());
    } catch (MalformedException e) {
      throw new IOException(product.id() + ": these items make no TRI: " + e.getMessage(), e);
    }
    return file;
  }
}
