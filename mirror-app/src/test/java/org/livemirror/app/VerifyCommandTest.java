package org.livemirror.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VerifyCommandTest {
  private static final String CATALOG = "own$20rules_1.0_symalllanguages_livetri.zip";

  @TempDir private Path folder;
  private Upstream upstream = new Upstream(Path.of("/"));

  @BeforeEach
  void author() throws Exception {
    upstream = Upstream.in(folder);
  }

  private Cli.Ran verify(Object... more) {
    Object[] args = new Object[more.length + 3];
    args[0] = "verify";
    args[1] = "--anchor";
    args[2] = upstream.anchor();
    System.arraycopy(more, 0, args, 3, more.length);
    return Cli.run(args);
  }

  @Test
  void verify_ofATree_exitsWith0AndAVerdictForEachFile() {
    Cli.Ran ran = verify(upstream.content()).exits(0);

    assertThat(ran.lines()).hasSize(7).last().isEqualTo("5 good, 0 refused, 1 skipped");
    assertThat(ran.err()).isEmpty();

    JsonNode json = verify(upstream.content(), "--json").exits(0).json();
    assertThat(json).hasSize(6);
    assertThat(json.findValuesAsText("verdict"))
        .containsOnly("good", "skipped")
        .filteredOn("good"::equals)
        .hasSize(5);
  }

  @ParameterizedTest
  @ValueSource(strings = {CATALOG, Upstream.RULES_PACKAGE, Upstream.FULL, Upstream.DELTA})
  void verify_ofOneFlippedByte_exitsWith1AndOneLineForTheFile(String name) throws Exception {
    Path file = upstream.content().resolve(name);
    Upstream.flipByte(file);

    Cli.Ran ran = verify(upstream.content()).exits(1);

    assertThat(ran.lines())
        .filteredOn(line -> line.startsWith("refused"))
        .singleElement()
        .asString()
        .startsWith("refused  " + file + "  " + name + ": ")
        .matches(".*: [A-Z][A-Za-z]+: .*found .+ \\(expected .+\\)");
    assertThat(ran.err()).isEmpty();

    JsonNode refusal = verify(upstream.content(), "--json").exits(1).json().findValue("refusal");
    assertThat(refusal.get("rule").asText()).isNotEmpty();
    assertThat(refusal.get("found").asText()).isNotEmpty();
    assertThat(refusal.get("expected").asText()).isNotEmpty();
  }

  @Test
  void verify_ofEveryTruncation_refusesWithOneLine() throws Exception {
    Path file = upstream.content().resolve(CATALOG);
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length += 61) {
      Files.write(file, Arrays.copyOf(whole, length));

      assertThat(verify(file).exits(1).lines())
          .as("cut at %d", length)
          .hasSize(2)
          .first()
          .asString()
          .startsWith("refused  ");
    }
  }

  @Test
  void verify_withAMissingPackage_exitsWith1AndNamesIt() throws Exception {
    Files.delete(upstream.content().resolve(Upstream.RULES_PACKAGE));

    assertThat(verify(upstream.content()).exits(1).out())
        .contains(
            Upstream.RULES_PACKAGE
                + ": MissingPackage: found nothing (expected the package that "
                + CATALOG
                + " names)");
  }

  @Test
  void verify_underAnotherRoot_exitsWith1(@TempDir Path other) throws Exception {
    Path password = Files.writeString(other.resolve("password"), "secret\n");
    Cli.run(
            "author",
            "--new-key",
            "Other",
            "--key",
            other.resolve("o.p12"),
            "--key-password-file",
            password)
        .exits(0);

    assertThat(
            Cli.run("verify", "--anchor", other.resolve("o.root.pem"), upstream.content())
                .exits(1)
                .out())
        .contains("UntrustedChain")
        .endsWith("0 good, 5 refused, 1 skipped\n");
  }

  @Test
  void verify_withAPolicyFile_takesItsRules() throws Exception {
    Path strict =
        Files.writeString(
            folder.resolve("strict.yaml"),
            "trust: {anchors: root.pem, signer: {organization: Somebody Else}}\n");

    assertThat(Cli.run("verify", "--policy", strict, upstream.content()).exits(1).out())
        .contains("SignerNotAllowed");
    assertThat(
            Cli.run("verify", "--policy", upstream.settings(), upstream.content()).exits(0).out())
        .endsWith("5 good, 0 refused, 1 skipped\n");
  }

  @Test
  void verify_ofOtherFiles_skipsThem() throws Exception {
    Path text = Files.writeString(folder.resolve("readme.txt"), "hello");

    assertThat(verify(text).exits(0).lines()).last().isEqualTo("0 good, 0 refused, 1 skipped");
  }

  @Test
  void verify_ofNothing_exitsWith3() {
    Path gone = folder.resolve("gone");

    assertThat(verify(gone).exits(3).err()).isEqualTo("livemirror: " + gone + ": no such file\n");
  }

  @Test
  void verify_withAnAnchorThatIsNone_exitsWith2() throws Exception {
    Path text = Files.writeString(folder.resolve("text.pem"), "hello");

    assertThat(Cli.run("verify", "--anchor", text, upstream.content()).exits(2).err())
        .contains(text + ": found no certificate");
    assertThat(
            Cli.run("verify", "--anchor", folder.resolve("gone"), upstream.content())
                .exits(2)
                .err())
        .contains(folder.resolve("gone") + ": found no such file");
  }
}
