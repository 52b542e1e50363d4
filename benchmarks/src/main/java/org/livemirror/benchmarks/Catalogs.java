package org.livemirror.benchmarks;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.livemirror.core.catalog.ProductId;
import org.livemirror.core.format.Tri;
import org.livemirror.core.trust.VerifiedCatalog;
import org.livemirror.core.trust.Verifier;
import org.livemirror.store.ContentPath;
import org.livemirror.store.HashedContent;
import org.livemirror.testkit.Forge;
import org.livemirror.testkit.ForgedGuard;

/**
 * {@link Verifier#verifyCatalog} beside the bare verification of the same signature over the same
 * guard with a certificate that is parsed already.
 *
 * <p>A mini-TRI offers eight packages, and each is signed at a time of its own, over two weeks.
 */
final class Catalogs {
  private static final double TARGET = 0.60;
  private static final int CATALOGS = 256;
  private static final int PACKAGES = 8;
  private static final Duration BETWEEN = Duration.ofMinutes(79);
  private static final int PER_SAMPLE = 2 * CATALOGS;

  private final Verifier verifier;
  private final X509Certificate certificate;
  private final List<Signed> signed = new ArrayList<>();

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Signed(
      ContentPath path, ProductId product, HashedContent content, byte[] guard, byte[] signature) {}

  Catalogs() throws Exception {
    Forge forge = Forge.standard();
    this.verifier = forge.verifier();
    this.certificate = forge.key().certificate();
    for (int i = 0; i < CATALOGS; i++) {
      signed.add(signed(forge, i));
    }
  }

  static List<Duel.Result> run(int passes) throws Exception {
    Catalogs catalogs = new Catalogs();
    List<Duel.Result> results = new ArrayList<>();
    for (int threads : new int[] {1, 2}) {
      try (Crew crew = new Crew(threads)) {
        results.add(
            new Duel("catalogs, threads: " + threads, "1/s", TARGET)
                .run(
                    40,
                    40 * passes,
                    index -> crew.run(index, own -> catalogs.verify(PER_SAMPLE)),
                    index -> crew.run(index, own -> catalogs.verifySignatures(PER_SAMPLE))));
      }
    }
    return results;
  }

  /** Verifies so many catalogs in turn; returns how many. */
  double verify(int count) throws Exception {
    for (int i = 0; i < count; i++) {
      Signed each = signed.get(i % CATALOGS);
      VerifiedCatalog unused = verifier.verifyCatalog(each.path(), each.product(), each.content());
    }
    return count;
  }

  private double verifySignatures(int count) throws Exception {
    for (int i = 0; i < count; i++) {
      Signed each = signed.get(i % CATALOGS);
      CMSSignedData data =
          new CMSSignedData(new CMSProcessableByteArray(each.guard()), each.signature());
      for (SignerInformation signer : data.getSignerInfos()) {
        if (!signer.verify(new JcaSimpleSignerInfoVerifierBuilder().build(certificate))) {
          throw new IllegalStateException("found a bad signature (expected a good one)");
        }
      }
    }
    return count;
  }

  private static Signed signed(Forge forge, int index) throws Exception {
    ProductId product = new ProductId("Benchmark " + index, "1", "SymAllLanguages");
    Instant time = Forge.PUBLISHED.plus(BETWEEN.multipliedBy(index));
    List<Map<String, String>> items = new ArrayList<>();
    ForgedGuard named = new ForgedGuard().lastModified(time);
    for (int i = 0; i < PACKAGES; i++) {
      String file = "%010djtun_bench%d.m25".formatted(time.getEpochSecond(), i);
      items.add(
          Map.of("ItemSeqName", "CurDefs", "ItemSeqData", "" + (110825002 + i), "FileName", file));
      named.file(file, file.getBytes(StandardCharsets.US_ASCII));
    }
    byte[] tri = Tri.of(items).bytes();
    byte[] guard = named.file(Tri.MEMBER, tri).bytes();
    byte[] signature = forge.signature(guard).signedAt(time).der();
    byte[] zip = forge.archive().stray(Tri.MEMBER, tri).pair("liveupdt", guard, signature).zip();
    return new Signed(
        ContentPath.parse(product.miniTriName().fileName()).orElseThrow(),
        product,
        Forge.content(zip),
        guard,
        signature);
  }
}
