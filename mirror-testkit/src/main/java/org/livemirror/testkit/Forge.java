package org.livemirror.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.Month;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.livemirror.core.author.Author;
import org.livemirror.core.author.ContentSpec;
import org.livemirror.core.author.SigningKey;
import org.livemirror.core.catalog.MicroDefs;
import org.livemirror.core.catalog.ProductId;
import org.livemirror.core.format.ArchiveLimits;
import org.livemirror.core.format.MalformedException;
import org.livemirror.core.format.Tri;
import org.livemirror.core.trust.TrustPolicy;
import org.livemirror.core.trust.Verifier;
import org.livemirror.store.HashedContent;

/**
 * Makes signed LiveUpdate content for tests: good content from a {@link ContentSpec} or from bytes,
 * and the pieces from which a test builds content that is wrong in one way.
 *
 * <p>{@link #standard()} is made once per JVM, as keys are slow to make. Safe for all threads.
 */
public final class Forge {
  /** When forged content was published, unless the test says otherwise: 2011-08-25 14:27:10 UTC. */
  public static final Instant PUBLISHED = Instant.ofEpochSecond(1_314_282_430L);

  /** The antivirus product of seed 000. */
  public static final String AV = "SESC Virus Definitions Win32 v11";

  /** The daily half of the antivirus product. */
  public static final ProductId CUR_DEFS = av(MicroDefs.versions().get(0));

  private final ForgedChain chain;

  private Forge(ForgedChain chain) {
    this.chain = chain;
  }

  /** The forge with a good chain, valid from 2005 to 2045. */
  public static Forge standard() {
    return Standard.FORGE;
  }

  /** A forge that signs under another chain. */
  public static Forge of(ForgedChain chain) {
    return new Forge(chain);
  }

  /** The monthly half of the antivirus product, for clients whose hub is of that month. */
  public static ProductId hubDefs(Month month) {
    return av(MicroDefs.version(month));
  }

  private static ProductId av(String version) {
    return new ProductId(AV, version, "SymAllLanguages");
  }

  public ForgedChain chain() {
    return chain;
  }

  public SigningKey key() {
    return chain.signingKey();
  }

  /** Trusts this forge's root, with the rules of stock clients. */
  public TrustPolicy policy() {
    return TrustPolicy.of(List.of(chain.root()));
  }

  /** A verifier with {@link #policy()} and default limits. */
  public Verifier verifier() {
    return new Verifier(policy(), ArchiveLimits.DEFAULT);
  }

  /** Writes the spec's files to a folder; returns them in order. */
  public List<Path> author(Path folder, ContentSpec spec) throws IOException {
    return new Author(key(), folder).write(spec);
  }

  /** {@link #avSpec(Instant, long, long, long...)} with the numbers of seed 000. */
  public static ContentSpec avSpec() {
    return avSpec(PUBLISHED, 110825002, 110818021, 110824050);
  }

  /**
   * Small antivirus content: CurDefs with a full package and deltas, and hubs for clients of April
   * and July. Another revision gives other bytes.
   */
  public static ContentSpec avSpec(
      Instant published, long curDefs, long hubDefs, long... deltasFrom) {
    List<ContentSpec.Item> daily = new ArrayList<>();
    daily.add(item(MicroDefs.CUR_DEFS, curDefs, "jtun_nav2k8enncur25.m25", 4000));
    for (long from : deltasFrom) {
      daily.add(item(MicroDefs.CUR_DEFS, curDefs, "jtun_nav2k8en" + from + ".m25", 500));
    }
    List<ContentSpec.Product> products = new ArrayList<>();
    products.add(new ContentSpec.Product(CUR_DEFS, daily));
    for (Month month : List.of(Month.APRIL, Month.JULY)) {
      String file = "jtun_nav2k8enn%02dm25.m25".formatted(month.getValue());
      products.add(
          new ContentSpec.Product(
              hubDefs(month), List.of(item(MicroDefs.HUB_DEFS, hubDefs, file, 6000))));
    }
    return new ContentSpec(published, "made for a test", products);
  }

  private static ContentSpec.Item item(
      String sequence, long revision, String file, long sizeBytes) {
    return new ContentSpec.Item(
        sequence,
        revision,
        file,
        Optional.of(new ContentSpec.Payload.Random(sizeBytes, 31 * revision + file.hashCode())),
        Map.of());
  }

  /** Starts an archive whose guards this forge signs. */
  public ForgedArchive archive() {
    return new ForgedArchive(this);
  }

  /** Starts a signature of this forge over some bytes. */
  public ForgedSignature signature(byte[] guard) {
    return new ForgedSignature(chain, guard);
  }

  /** A good package: a zip of one member with {@code v.grd} and {@code v.sig}. */
  public byte[] pack(String member, byte[] content) {
    return archive().member(member, content).sign("v").zip();
  }

  /** A good package of one small text. */
  public byte[] pack(String content) {
    return pack("content.dat", bytes(content));
  }

  /**
   * A good mini-TRI.
   *
   * @param tri the text of {@code liveupdt.tri}
   * @param packages the packages beside it, which its guard names
   */
  public byte[] miniTri(String tri, Map<String, byte[]> packages) {
    ForgedArchive archive = archive().member(Tri.MEMBER, bytes(tri));
    packages.forEach(archive::beside);
    return archive.sign("liveupdt").zip();
  }

  /** A good mini-TRI that offers each package for {@code sequence} at {@code revision}. */
  public byte[] miniTri(String sequence, long revision, Map<String, byte[]> packages) {
    List<Map<String, String>> items = new ArrayList<>();
    packages
        .keySet()
        .forEach(
            name ->
                items.add(
                    Map.of(
                        "ItemSeqName",
                        sequence,
                        "ItemSeqData",
                        Long.toString(revision),
                        "FileName",
                        name)));
    try {
      return miniTri(new String(Tri.of(items).bytes(), StandardCharsets.ISO_8859_1), packages);
    } catch (MalformedException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Bytes with their digests, as the store would hand them to a verifier. */
  public static HashedContent content(byte[] bytes) {
    return new BytesContent(bytes);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static final class Standard {
    static final Forge FORGE = new Forge(ForgedChain.standard());
  }
}
