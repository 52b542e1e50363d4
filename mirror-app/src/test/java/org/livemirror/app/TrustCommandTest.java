package org.livemirror.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.livemirror.core.trust.Certificates;

/** {@code trust list / show / add}, and {@code pull --allow}. */
final class TrustCommandTest {
  private static final String RULES = Upstream.RULES.miniTriName().fileName();
  private static final String SIGNER =
      "cn=LiveMirror Test,ou=Product Group - LiveUpdate,o=LiveMirror Test";

  @TempDir Path folder;
  private Upstream upstream;
  private Path settings;

  @BeforeEach
  void author() throws Exception {
    upstream = Upstream.in(folder);
    settings = upstream.settings();
  }

  private String rootFingerprint() throws Exception {
    X509Certificate root = Certificates.read(upstream.anchor()).get(0);
    return Certificates.fingerprint(root).toString();
  }

  @Test
  void list_beforeAnyPull_tellsAnchors() throws Exception {
    assertThat(Cli.run("trust", "list", "-c", settings).exits(0).lines())
        .singleElement()
        .asString()
        .startsWith("anchor  " + rootFingerprint() + "  cn=LiveMirror Test Root CA");
  }

  @Test
  void list_afterAPull_tellsCertificatesInUseWithDaysLeft() {
    Cli.run("pull", "-c", settings).exits(0);

    JsonNode json = Cli.run("trust", "list", "--json", "-c", settings).exits(0).json();

    assertThat(json.path("certificates").findValuesAsText("name")).hasSize(3).contains(SIGNER);
    assertThat(json.path("certificates").findValues("daysLeft"))
        .allSatisfy(days -> assertThat(days.longValue()).isBetween(6000L, 8000L));
    assertThat(json.path("certificates").findValuesAsText("authority"))
        .containsExactlyInAnyOrder("true", "true", "false");
    assertThat(json.path("allowed")).isEmpty();
  }

  @Test
  void list_withVendorPins_namesThem() throws Exception {
    Path vendor = Files.writeString(folder.resolve("vendor.yaml"), "data: ./vendor\n");

    assertThat(Cli.run("trust", "list", "-c", vendor).exits(0).lines())
        .hasSize(4)
        .allMatch(line -> line.startsWith("pin     "))
        .anyMatch(line -> line.endsWith("Symantec Code Signing 2017 CA (vendor, 2017)"));
  }

  @Test
  void show_ofAPublishedPackage_tellsItsProof() throws Exception {
    Cli.run("pull", "-c", settings).exits(0);

    JsonNode json =
        Cli.run("trust", "show", Upstream.RULES_PACKAGE, "--json", "-c", settings).exits(0).json();

    assertThat(json.path("signer").asText()).isEqualTo(SIGNER);
    assertThat(json.path("voucher").asText()).isEqualTo(RULES);
    assertThat(json.path("source").asText()).isEqualTo("up");
    assertThat(json.path("generation").intValue()).isEqualTo(1);
    assertThat(json.path("chain")).hasSize(3);
    assertThat(json.path("chain").get(2).asText()).isEqualTo(rootFingerprint());
    assertThat(Cli.run("trust", "show", Upstream.RULES_PACKAGE, "-c", settings).exits(0).lines())
        .contains("signer        " + SIGNER, "vouched by    " + RULES);
  }

  @Test
  void show_ofAFileOnDisk_verifiesItNow() throws Exception {
    Path file = upstream.content().resolve(RULES);

    assertThat(Cli.run("trust", "show", file, "-c", settings).exits(0).lines())
        .contains("signer        " + SIGNER);

    Upstream.flipByte(file);

    assertThat(Cli.run("trust", "show", file, "-c", settings).exits(1).lines())
        .singleElement()
        .asString()
        .startsWith("refused ");
  }

  @Test
  void show_ofWhatIsNowhere_exitsWith2() {
    assertThat(Cli.run("trust", "show", "nothing.zip", "-c", settings).exits(2).err())
        .contains("found neither published nor on disk");
  }

  @Test
  void add_putsTheRootWhereTheSettingsLook() throws Exception {
    Path other =
        Files.writeString(
            folder.resolve("other.yaml"),
            "data: ./other\ntrust: {anchors: [roots/*.pem], vendor: []}\n");
    Cli.run("verify", "--policy", other, upstream.content()).exits(2);

    assertThat(Cli.run("trust", "add", upstream.anchor(), "-c", other).exits(0).lines())
        .singleElement()
        .asString()
        .startsWith("trusting " + rootFingerprint());

    Cli.run("verify", "--policy", other, upstream.content()).exits(0);
  }

  @Test
  void add_withoutAFolderToPutItIn_exitsWith2() {
    assertThat(Cli.run("trust", "add", upstream.anchor(), "-c", settings).exits(2).err())
        .contains("expected a pattern such as roots/*.pem");
  }

  @Test
  void pull_ofOlderContent_isRefusedUntilItIsAllowedByName() throws Exception {
    Cli.run("pull", "-c", settings).exits(0);
    upstream.publishOlderRules();

    Cli.Ran refused = Cli.run("pull", "-c", settings).exits(1);
    assertThat(refused.lines())
        .contains(
            "refused "
                + RULES
                + ": RolledBack: found Update 6 (expected 7 or later, as accepted before)");
    assertThat(Cli.run("generations", "list", "--json", "-c", settings).json()).hasSize(1);

    assertThat(Cli.run("pull", "--allow", RULES, "-c", settings).exits(0).lines())
        .singleElement()
        .asString()
        .startsWith("up: published generation 2");
    JsonNode json = Cli.run("trust", "list", "--json", "-c", settings).exits(0).json();
    assertThat(json.path("allowed").findValuesAsText("path")).containsExactly(RULES);

    Cli.run("pull", "-c", settings).exits(0);
  }

  private static final String JUMP =
      RULES
          + ": Implausible: found Update revision 1000001"
          + " (expected at most 1000 times 1000, as 7 was accepted before)";

  private JsonNode setAside() {
    return Cli.run("trust", "list", "--json", "-c", settings).exits(0).json().path("setAside");
  }

  @Test
  void pull_ofAnAbsurdJump_setsItAsideAndListTellsWhere() throws Exception {
    Cli.run("pull", "-c", settings).exits(0);
    assertThat(setAside()).isEmpty();
    upstream.publishAbsurdRules();
    byte[] offered = Files.readAllBytes(upstream.content().resolve(RULES));

    assertThat(Cli.run("pull", "--dry-run", "-c", settings).exits(1).lines())
        .contains("refused " + JUMP)
        .noneMatch(line -> line.startsWith("set aside"));
    assertThat(setAside()).isEmpty();
    assertThat(folder.resolve("data/quarantine")).doesNotExist();

    Cli.Ran refused = Cli.run("pull", "-c", settings).exits(1);

    JsonNode item = setAside().get(0);
    Path place = Path.of(item.path("place").asText());
    assertThat(refused.lines()).contains("refused " + JUMP, "set aside " + RULES + ": " + place);
    assertThat(place).hasBinaryContent(offered);
    assertThat(place.getParent()).isEqualTo(folder.resolve("data/quarantine"));
    assertThat(item.path("path").asText()).isEqualTo(RULES);
    assertThat(item.path("source").asText()).isEqualTo("up");
    assertThat(item.path("rule").asText()).isEqualTo("Implausible");
    assertThat(item.path("message").asText()).isEqualTo(JUMP);
    assertThat(item.path("size").intValue()).isEqualTo(offered.length);
    assertThat(Cli.run("trust", "list", "-c", settings).exits(0).lines())
        .contains("set aside " + item.path("when").asText() + "  " + place + "  " + JUMP);
    assertThat(Cli.run("trust", "show", place, "-c", settings).exits(0).lines())
        .contains("signer        " + SIGNER);
  }

  @Test
  void importOfAnAbsurdJump_setsItAsideOnceAndAllowTakesIt() throws Exception {
    Cli.run("pull", "-c", settings).exits(0);
    upstream.publishAbsurdRules();

    JsonNode report =
        Cli.run("import", "--json", upstream.content(), "-c", settings).exits(1).json();
    assertThat(report.path("setAside").get(0).path("file").asText()).isEqualTo(RULES);
    assertThat(Cli.run("pull", "--json", "-c", settings).exits(1).json().get(0).path("setAside"))
        .isEqualTo(report.path("setAside"));
    assertThat(setAside()).hasSize(1);
    assertThat(setAside().get(0).path("source").asText()).isEqualTo("import");

    Cli.run("pull", "--allow", RULES, "-c", settings).exits(0);
    Cli.run("pull", "-c", settings).exits(0);
  }
}
