package org.livemirror.app.demo;

import java.time.Instant;
import java.time.Month;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.livemirror.core.author.ContentSpec;
import org.livemirror.core.author.ContentSpec.Item;
import org.livemirror.core.author.ContentSpec.Payload;
import org.livemirror.core.author.ContentSpec.Product;
import org.livemirror.core.catalog.MicroDefs;
import org.livemirror.core.catalog.ProductId;

/**
 * What the demo's upstream offers: the thirteen products that a client of August 2011 asked for,
 * under the names, revisions and times of its log.
 *
 * <p>The older day ends with revision 110824050, published as a full package and as deltas from the
 * ten revisions before. The newer day adds 110825002 as deltas from the last ten; the full package
 * stays, as the log has it. Hubs for twelve months lead to 110818021. Sizes are those of the field
 * times a scale; catalogs are as large as they are. Payloads are incompressible and determined by
 * the package's name.
 */
final class DemoContent {
  static final ProductId CUR_DEFS = antivirus(MicroDefs.versions().get(0));
  static final ProductId APRIL_HUB = antivirus(MicroDefs.version(Month.APRIL));

  /** What the client of the log has before its first session. */
  static final long INSTALLED = 110418018;

  static final long OLDER = 110824050;
  static final long NEWER = 110825002;
  static final long HUB = 110818021;

  private static final Instant OLDER_PUBLISHED = Instant.ofEpochSecond(1314253617);
  private static final Instant NEWER_PUBLISHED = Instant.ofEpochSecond(1314282430);
  private static final long HUB_PUBLISHED = 1313715088;
  private static final List<Long> KEPT =
      List.of(
          110824033L,
          110824018L,
          110824002L,
          110823051L,
          110823034L,
          110823017L,
          110823003L,
          110822049L,
          110822035L,
          110822016L);

  /** A product of one sequence and one package. */
  private record Other(ProductId id, String file) {
    Other(String product, String version, String language, String file) {
      this(new ProductId(product, version, language), file);
    }
  }

  private static final List<Other> OTHERS =
      List.of(
          new Other("Automatic LiveUpdate", "3.3.0.102", "English", "alu330102en.x86"),
          new Other("Decomposer", "1.0.0", "SymAllLanguages", "decomposer100.x86"),
          new Other("Symevent Installer", "12.8", "SymAllLanguages", "symevent128.x86"),
          new Other("MS Light", "5.0", "SymAllLanguages", "mslight50.x86"),
          new Other("Symantec Known Application System", "1.5.0", "SymAllLanguages", "skas150.x86"),
          new Other("SEP PTS Engine Win32", "6.1.0", "SymAllLanguages", "ptseng610.x86"),
          new Other("SEP PTS Content", "6.1.0", "SymAllLanguages", "ptscon610.zip"),
          new Other("SESC Submission Control Data", "11.0", "SymAllLanguages", "subctl110.zip"),
          new Other("SESC IPS Signatures Win32", "11.0", "SymAllLanguages", "ips110.zip"),
          new Other(
              "Symantec Security Content B1",
              "MicroDefsB.CurDefs",
              "SymAllLanguages",
              "jtun_b1cur.m25"),
          new Other(
              "Symantec Security Content A1",
              "MicroDefsB.CurDefs",
              "SymAllLanguages",
              "jtun_a1cur.m25"));

  private static final String LEGAL = "Forged by the LiveMirror demo; not the vendor's content";
  private static final long FULL_BYTES = 100_000_000;
  private static final long DELTA_BYTES = 200_000;
  private static final long OTHER_BYTES = 4_000_000;

  private final double scale;

  /**
   * @param scale 1 for the sizes of the field
   */
  DemoContent(double scale) {
    this.scale = scale;
  }

  private static ProductId antivirus(String version) {
    return new ProductId("SESC Virus Definitions Win32 v11", version, "SymAllLanguages");
  }

  /** Every product, as a client's inventory has them. */
  static List<ProductId> inventory() {
    List<ProductId> products = new ArrayList<>(List.of(CUR_DEFS, APRIL_HUB));
    OTHERS.forEach(other -> products.add(other.id()));
    return products;
  }

  /** The one sequence of a product outside the antivirus definitions. */
  static String sequence(ProductId id) {
    return MicroDefs.isVersion(id.version()) ? MicroDefs.CUR_DEFS : "Update";
  }

  /** Everything, on the older day. */
  ContentSpec older() {
    List<Item> items = new ArrayList<>();
    items.add(curDefsFull(Optional.of(random("cur", FULL_BYTES))));
    KEPT.forEach(from -> items.add(delta(from, OLDER)));
    List<Product> products = new ArrayList<>();
    products.add(new Product(CUR_DEFS, items));
    for (Month month : Month.values()) {
      products.add(new Product(antivirus(MicroDefs.version(month)), List.of(hub(month))));
    }
    OTHERS.forEach(
        other -> {
          Payload payload = random(other.file(), OTHER_BYTES);
          Item item =
              new Item(sequence(other.id()), OLDER, other.file(), Optional.of(payload), Map.of());
          products.add(new Product(other.id(), List.of(item)));
        });
    return new ContentSpec(OLDER_PUBLISHED, LEGAL, products);
  }

  /** What changes on the newer day; the rest lies in the folder already. */
  ContentSpec newer() {
    List<Item> items = new ArrayList<>();
    items.add(curDefsFull(Optional.empty()));
    items.add(delta(OLDER, NEWER));
    KEPT.subList(0, KEPT.size() - 1).forEach(from -> items.add(delta(from, NEWER)));
    return new ContentSpec(NEWER_PUBLISHED, LEGAL, List.of(new Product(CUR_DEFS, items)));
  }

  private static Item curDefsFull(Optional<Payload> payload) {
    return new Item(
        MicroDefs.CUR_DEFS,
        OLDER,
        OLDER_PUBLISHED.getEpochSecond() + "jtun_nav2k8enncur25.m25",
        payload,
        Map.of());
  }

  private Item delta(long from, long to) {
    return new Item(
        MicroDefs.CUR_DEFS,
        to,
        "jtun_nav2k8en" + from + ".m25",
        Optional.of(random(from + "-" + to, DELTA_BYTES)),
        Map.of());
  }

  private Item hub(Month month) {
    String file =
        String.format(Locale.ROOT, "%djtun_nav2k8enn%02dm25.m25", HUB_PUBLISHED, month.getValue());
    return new Item(MicroDefs.HUB_DEFS, HUB, file, Optional.of(random(file, FULL_BYTES)), Map.of());
  }

  private Payload random(String name, long fieldBytes) {
    return new Payload.Random(Math.max(1, Math.round(fieldBytes * scale)), name.hashCode());
  }
}
