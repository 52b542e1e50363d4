package org.livemirror.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.livemirror.core.catalog.ProductId;
import org.livemirror.core.format.Tri;
import org.livemirror.testkit.Forge;

/**
 * Makes the files that the HTTP servers are compared on: packages of five sizes, and 500 catalogs
 * of about 4 KB, all signed, so that LiveMirror imports them and any other server serves them as
 * they are.
 */
public final class HttpSite {
  private static final Map<String, Integer> PACKAGES = packages();
  private static final int CATALOGS = 500;
  private static final int CATALOG_BYTES = 4 << 10;

  private final Forge forge = Forge.standard();
  private final SplittableRandom random = new SplittableRandom(20261121);
  private final Path folder;

  private HttpSite(Path folder) {
    this.folder = folder;
  }

  private static Map<String, Integer> packages() {
    Map<String, Integer> packages = new LinkedHashMap<>();
    packages.put("1314282430bench4k.m25", 4 << 10);
    packages.put("1314282430bench40k.m25", 40 << 10);
    packages.put("1314282430bench300k.m25", 300 << 10);
    packages.put("1314282430bench3m.m25", 3 << 20);
    packages.put("1314282430bench100m.m25", 100 << 20);
    return packages;
  }

  /** The arguments are the folder of the files and the file for the certificate to trust. */
  public static void main(String[] words) throws Exception {
    if (words.length != 2) {
      System.err.println("usage: HttpSite FOLDER ROOT.pem");
      System.exit(2);
      return;
    }
    HttpSite site = new HttpSite(Files.createDirectories(Path.of(words[0])));
    site.writePackages();
    site.writeCatalogs();
    Files.writeString(Path.of(words[1]), pem(site.forge.chain().root()));
  }

  private void writePackages() throws IOException {
    Map<String, byte[]> packages = new LinkedHashMap<>();
    for (Map.Entry<String, Integer> each : PACKAGES.entrySet()) {
      byte[] bytes = pack(each.getValue());
      Files.write(folder.resolve(each.getKey()), bytes);
      packages.put(each.getKey(), bytes);
    }
    write("Benchmark files", forge.miniTri("Update", 1, packages));
  }

  /** Each offers the smallest package, and is filled up with what cannot be packed. */
  private void writeCatalogs() throws IOException {
    String name = PACKAGES.keySet().iterator().next();
    byte[] content = Files.readAllBytes(folder.resolve(name));
    byte[] tri =
        "[Benchmark]\r\nItemSeqName=Update\r\nItemSeqData=1\r\nFileName=%s\r\n"
            .formatted(name)
            .getBytes(StandardCharsets.ISO_8859_1);
    int filled = CATALOG_BYTES - catalog(tri, name, content, 0).length;
    for (int i = 0; i < CATALOGS; i++) {
      write("Benchmark %03d".formatted(i), catalog(tri, name, content, Math.max(1, filled)));
    }
  }

  private byte[] catalog(byte[] tri, String name, byte[] content, int filled) {
    return forge
        .archive()
        .member(Tri.MEMBER, tri)
        .member("filling.dat", noise(filled))
        .beside(name, content)
        .sign("liveupdt")
        .zip();
  }

  /** A good package of about that size. */
  private byte[] pack(int sizeBytes) {
    int around = forge.pack("content.dat", new byte[0]).length;
    return forge.pack("content.dat", noise(Math.max(1, sizeBytes - around)));
  }

  private byte[] noise(int sizeBytes) {
    byte[] noise = new byte[sizeBytes];
    random.nextBytes(noise);
    return noise;
  }

  private void write(String product, byte[] miniTri) throws IOException {
    ProductId id = new ProductId(product, "1.0", "SymAllLanguages");
    Files.write(folder.resolve(id.miniTriName().fileName()), miniTri);
  }

  private static String pem(X509Certificate certificate) throws CertificateEncodingException {
    String base64 =
        Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded());
    return String.join(
        "\n", List.of("-----BEGIN CERTIFICATE-----", base64, "-----END CERTIFICATE-----", ""));
  }
}
