package org.livemirror.testkit.attack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.Month;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.livemirror.core.catalog.ProductId;
import org.livemirror.core.trust.Certificates;
import org.livemirror.store.Digests;
import org.livemirror.testkit.FakeUpstream;
import org.livemirror.testkit.Forge;
import org.livemirror.testkit.attack.Recipe.Archive;
import org.livemirror.testkit.attack.Recipe.Offer;
import org.livemirror.testkit.attack.Recipe.Part;

/**
 * A folder of content as a recipe says: what the mirror took before, what is offered to it next,
 * and what is good after that. Two products: the recipe's, and a second one that is good, the hub.
 * For one thread.
 */
public final class AttackSite {
  /** The product beside it. */
  public static final ProductId HUB = Forge.hubDefs(Month.JULY);

  private static final Instant SERVED = Forge.PUBLISHED;
  private static final Instant NEXT = SERVED.plus(Duration.ofDays(1));
  private static final String HUB_CATALOG = HUB.miniTriName().fileName();
  private static final String FLAG = "minitri.flg";
  private static final String TRI = "liveupdt.tri";
  private static final List<Part> MINI_TRI =
      Recipe.parts("[{file: liveupdt.tri}, {beside: package}, {guard: liveupdt}]");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]+)}");

  private final Recipe recipe;
  private final Path folder;
  private final Trusted trusted;
  private final ProductId product;
  private final String catalogName;
  private final Map<String, byte[]> vouched = new HashMap<>();
  private String packageName = "";

  public AttackSite(Recipe recipe, Path folder) {
    this.recipe = recipe;
    this.folder = folder;
    this.trusted = new Trusted(recipe);
    this.product =
        recipe.version() == null
            ? Forge.CUR_DEFS
            : new ProductId(Forge.AV, recipe.version(), Forge.CUR_DEFS.language());
    this.catalogName = product.miniTriName().fileName();
  }

  /** The product that the recipe attacks. */
  public ProductId product() {
    return product;
  }

  public Trusted trusted() {
    return trusted;
  }

  public Path folder() {
    return folder;
  }

  /** The mirror's clock when it takes the offer. */
  public Instant now() {
    return recipe.now() == null ? NEXT.plus(Duration.ofHours(12)) : Instant.parse(recipe.now());
  }

  /** When it took what it serves. */
  public Instant servedAt() {
    return time(recipe.served(), SERVED).plus(Duration.ofHours(1));
  }

  /** Writes what the mirror takes first. */
  public void writeServed() throws IOException {
    write(recipe.served(), "110825002", SERVED, "jtun_nav2k8enncur25.m25");
  }

  /** Writes the offer over it. */
  public void writeOffered() throws IOException {
    write(recipe.offered(), "110826003", NEXT, "jtun_nav2k8enncur25.m25");
    for (Recipe.FileStep step : recipe.files()) {
      if (step.remove() != null) {
        Files.delete(folder.resolve(name(step.remove())));
      } else {
        Files.write(
            folder.resolve(name(Objects.requireNonNull(step.to()))),
            Files.readAllBytes(folder.resolve(name(Objects.requireNonNull(step.copy())))));
      }
    }
  }

  /** Writes what is good after whatever was offered. */
  public void writeRepaired() throws IOException {
    Instant later = servedAt().plus(Duration.ofDays(1));
    write(Offer.ORDINARY, yymmdd(later) + "009", later, "jtun_nav2k8enrepaired.m25");
  }

  /** When {@link #writeRepaired} is current. */
  public Instant repairedAt() {
    return servedAt().plus(Duration.ofDays(2));
  }

  /** Has a server of the folder misbehave. */
  public void script(FakeUpstream server) {
    recipe.upstream().forEach(each -> Faults.script(each, name(each.file()), server));
  }

  private static Instant time(Offer offer, Instant otherwise) {
    return offer.time() == null ? otherwise : Instant.parse(offer.time());
  }

  private void write(Offer offer, String revision, Instant usualTime, String product)
      throws IOException {
    Instant time = time(offer, usualTime);
    packageName = offer.name() == null ? usualTime.getEpochSecond() + product : offer.name();
    byte[] content =
        new ArchiveMaker(trusted, time, Map.of("content.dat", latin("content of " + packageName)))
            .make(offer.content(), ArchiveMaker.PACKAGE);
    Map<String, byte[]> known =
        Map.of(
            "package",
            content,
            "package.name",
            latin(packageName),
            TRI,
            tri(offer, revision, packageName));
    byte[] catalog = new ArchiveMaker(trusted, time, known).make(offer.catalog(), MINI_TRI);
    vouched.put(packageName, content);
    vouched.put(catalogName, catalog);
    put(packageName, offer.content(), content);
    put(catalogName, offer.catalog(), catalog);
    Files.write(folder.resolve(FLAG), new byte[] {0x20});
    writeHub(offer.hub());
  }

  private void put(String name, Archive archive, byte[] bytes) throws IOException {
    byte[] damaged = bytes;
    for (String step : archive.damage()) {
      damaged = Steps.apply(step, damaged);
    }
    Files.write(folder.resolve(name), damaged);
  }

  private static byte[] tri(Offer offer, String revision, String file) {
    String text =
        offer.tri() == null
            ? "[Item1]\r\nItemSeqName=%s\r\nItemSeqData=%s\r\nFileName=%s\r\n"
                .formatted(
                    Objects.requireNonNullElse(offer.sequence(), "CurDefs"),
                    Objects.requireNonNullElse(offer.revision(), revision),
                    file)
            : offer.tri();
    return latin(text);
  }

  /** The second product: as it was served, unless the offer gives another revision. */
  private void writeHub(@Nullable Long offered) throws IOException {
    Instant time = time(recipe.served(), SERVED);
    String revision = offered == null ? yymmdd(time) + "001" : offered.toString();
    String name = time.getEpochSecond() + "jtun_nav2k8enn07m25." + revision;
    byte[] hub =
        new ArchiveMaker(trusted, time, Map.of("content.dat", latin("hub " + revision)))
            .make(Archive.ORDINARY, ArchiveMaker.PACKAGE);
    String tri = "[Item1]\r\nItemSeqName=HubDefs\r\nItemSeqData=%s\r\nFileName=%s\r\n";
    Map<String, byte[]> known =
        Map.of(
            "package", hub, "package.name", latin(name), TRI, latin(tri.formatted(revision, name)));
    Files.write(folder.resolve(name), hub);
    Files.write(
        folder.resolve(HUB_CATALOG),
        new ArchiveMaker(trusted, time, known).make(Archive.ORDINARY, MINI_TRI));
  }

  private static String yymmdd(Instant time) {
    return time.toString().substring(2, 10).replace("-", "");
  }

  private static byte[] latin(String text) {
    return text.getBytes(ISO_8859_1);
  }

  /** The name of {@code catalog}, {@code package}, {@code hub} or {@code flag}; else the text. */
  public String name(String role) {
    return switch (role) {
      case "catalog" -> catalogName;
      case "package" -> packageName;
      case "hub" -> HUB_CATALOG;
      case "flag" -> FLAG;
      default -> role;
    };
  }

  /** The name of a refused file: of a member of one, {@code package!inner.zip}. */
  public String refused(String file) {
    String[] parts = file.split("!", 2);
    return name(parts[0]) + (parts.length < 2 ? "" : "!" + parts[1]);
  }

  /** The offer's files: catalog and package. */
  public List<String> offered() {
    return List.of(catalogName, packageName);
  }

  /**
   * Fills in a text: {@code ${catalog}}, {@code ${package}}, {@code ${sha256:package}} of the file
   * as it lies, {@code ${bytes:package+1}} of its length, {@code ${vouched:package}} of what the
   * catalog vouches for, {@code ${sha256of:text}} and {@code ${fingerprint:chain.root}}.
   */
  public String resolve(String text) throws IOException {
    Matcher matcher = VARIABLE.matcher(text);
    StringBuilder out = new StringBuilder();
    while (matcher.find()) {
      matcher.appendReplacement(out, Matcher.quoteReplacement(value(matcher.group(1))));
    }
    return matcher.appendTail(out).toString();
  }

  private String value(String variable) throws IOException {
    int colon = variable.indexOf(':');
    String argument = variable.substring(colon + 1);
    return switch (colon < 0 ? "" : variable.substring(0, colon)) {
      case "" -> name(argument);
      case "sha256" ->
          digests(Files.readAllBytes(folder.resolve(name(argument)))).sha256().toString();
      case "vouched" ->
          digests(Objects.requireNonNull(vouched.get(name(argument)))).sha256().toString();
      case "bytes" -> Long.toString(bytes(argument));
      case "halfBytes" -> Long.toString(bytes(argument) / 2);
      case "sha256of" -> digests(latin(argument)).sha256().toString();
      case "sha1of" -> digests(latin(argument)).sha1().toString();
      case "fingerprint" -> Certificates.fingerprint(trusted.certificate(argument)).toString();
      default -> throw new IllegalArgumentException("variable '" + variable + "'");
    };
  }

  /** The length of a file as it lies, more or less a number: {@code package+100}. */
  private long bytes(String text) throws IOException {
    String[] parts = text.split("(?=[+-])", 2);
    return Files.size(folder.resolve(name(parts[0])))
        + (parts.length < 2 ? 0 : Long.parseLong(parts[1]));
  }

  private static Digests digests(byte[] bytes) {
    return Forge.content(bytes).digests();
  }
}
