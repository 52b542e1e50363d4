package org.livemirror.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Checks a mini-TRI or a package as somebody does who has never heard of LiveMirror: the JDK's zip
 * and digests, and OpenSSL.
 */
final class SignedArchive {
  private final Path file;
  private final Path root;

  SignedArchive(Path file, Path root) {
    this.file = file;
    this.root = root;
  }

  /**
   * Asserts that OpenSSL verifies each signature, that guards name every member, and that each
   * digest is that of the member or of the file beside the archive.
   *
   * @param folder for scratch files
   * @return the files beside the archive that its guards vouch for
   */
  Set<String> verify(Path folder) throws IOException, InterruptedException {
    Set<String> unnamed = new HashSet<>();
    Set<String> neighbours = new HashSet<>();
    int guards = 0;
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
        unnamed.add(all.nextElement().getName());
      }
      for (String name : Set.copyOf(unnamed)) {
        if (name.endsWith(".grd")) {
          guards++;
          String signature = name.replace(".grd", ".sig");
          assertThat(unnamed.remove(name) && unnamed.remove(signature)).as(signature).isTrue();
          Path guard = extract(zip, name, folder);
          openssl(folder, guard, extract(zip, signature, folder));
          for (Map.Entry<String, Map<String, String>> section : sections(guard).entrySet()) {
            if (zip.getEntry(section.getKey()) == null) {
              neighbours.add(section.getKey());
            }
            unnamed.remove(section.getKey());
            checkDigests(zip, section.getKey(), section.getValue());
          }
        }
      }
    }
    assertThat(guards).as("guards of %s", file).isPositive();
    assertThat(unnamed).as("members of %s in no guard", file).isEmpty();
    return neighbours;
  }

  private void openssl(Path folder, Path guard, Path signature)
      throws IOException, InterruptedException {
    assertThat(
            Tools.run(
                folder,
                "openssl",
                "cms",
                "-verify",
                "-inform",
                "DER",
                "-in",
                signature.toString(),
                "-content",
                guard.toString(),
                "-purpose",
                "any",
                "-no_check_time",
                "-CAfile",
                root.toString(),
                "-out",
                "/dev/null"))
        .as("%s", file)
        .contains("CMS Verification successful");
  }

  private void checkDigests(ZipFile zip, String name, Map<String, String> section)
      throws IOException {
    assertThat(section).as("%s in %s", name, file).containsOnlyKeys("SHA1", "SHA256");
    for (Map.Entry<String, String> each : section.entrySet()) {
      String algorithm = each.getKey().replace("SHA", "SHA-");
      ZipEntry member = zip.getEntry(name);
      try (InputStream in =
          member == null
              ? Files.newInputStream(file.resolveSibling(name))
              : zip.getInputStream(member)) {
        assertThat(Trees.digest(algorithm, in))
            .as("%s of %s in %s", algorithm, name, file)
            .isEqualTo(each.getValue().toLowerCase(Locale.ROOT));
      }
    }
  }

  private static Path extract(ZipFile zip, String name, Path folder) throws IOException {
    Path to = folder.resolve("extracted" + name.substring(name.lastIndexOf('.')));
    try (InputStream in = zip.getInputStream(zip.getEntry(name))) {
      return Files.write(to, in.readAllBytes());
    }
  }

  private static Map<String, Map<String, String>> sections(Path guard) throws IOException {
    Map<String, Map<String, String>> files = new HashMap<>();
    Map<String, String> section = new HashMap<>();
    for (String line : Files.readAllLines(guard, StandardCharsets.ISO_8859_1)) {
      int equals = line.indexOf('=');
      if (line.startsWith("[")) {
        section = new HashMap<>();
        if (line.startsWith("[File-")) {
          files.put(line.substring("[File-".length(), line.length() - 1), section);
        }
      } else if (equals > 0) {
        section.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    assertThat(files).as("%s", guard).isNotEmpty();
    return files;
  }
}
