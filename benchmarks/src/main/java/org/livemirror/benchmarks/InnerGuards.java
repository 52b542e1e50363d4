package org.livemirror.benchmarks;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.livemirror.core.trust.VerifiedPackage;
import org.livemirror.core.trust.Verifier;
import org.livemirror.store.file.HashedFile;

/**
 * {@link Verifier#verifyPackage} beside unpacking the same archives and throwing the bytes away.
 *
 * <p>The package's own digests are not part of it: {@code hash} measures those. Rates count
 * unpacked bytes.
 */
final class InnerGuards {
  static final double TARGET = 0.80;

  private final Material material;
  private final Verifier verifier;
  private final List<HashedFile> files = new ArrayList<>();
  private final List<Double> gigabytes = new ArrayList<>();

  private InnerGuards(Material material) throws Exception {
    this.material = material;
    this.verifier = Material.verifier(material.key());
    for (Material.Pack each : material.packages()) {
      files.add(HashedFile.of(each.file()));
      gigabytes.add(unpackedBytes(each.file()) / 1e9);
    }
  }

  /**
   * One result on one thread and one on two.
   *
   * @param name what the table calls it
   * @param target 0 for none
   */
  static List<Duel.Result> run(String name, double target, Material material, int passes)
      throws Exception {
    InnerGuards guards = new InnerGuards(material);
    List<Duel.Result> results = new ArrayList<>();
    for (int threads : new int[] {1, 2}) {
      try (Crew crew = new Crew(threads)) {
        results.add(
            new Duel(name + ", threads: " + threads, "GB/s", target)
                .run(
                    2,
                    Math.max(1, material.packages().size() * passes / threads),
                    index -> crew.run(index, guards::verify),
                    index -> crew.run(index, guards::inflate)));
      }
    }
    return results;
  }

  private double verify(int index) throws Exception {
    Material.Pack each = material.packageAt(index);
    VerifiedPackage unused =
        verifier.verifyPackage(each.catalog(), each.fileName(), files.get(index % files.size()));
    return gigabytes.get(index % files.size());
  }

  private double inflate(int index) throws Exception {
    return read(material.packageAt(index).file()) / 1e9;
  }

  private static long read(Path file) throws Exception {
    byte[] buffer = new byte[64 << 10];
    long size = 0;
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        try (InputStream in = zip.getInputStream(entry)) {
          for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
            size += got;
          }
        }
      }
    }
    return size;
  }

  private static long unpackedBytes(Path file) throws Exception {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return zip.stream().mapToLong(ZipEntry::getSize).sum();
    }
  }
}
