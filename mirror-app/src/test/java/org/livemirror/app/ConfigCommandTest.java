package org.livemirror.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigCommandTest {
  @TempDir private Path folder;

  private Path yaml(String text) throws Exception {
    return Files.writeString(folder.resolve("t.yaml"), text);
  }

  @Test
  void check_ofGoodSettings_exitsWith0() throws Exception {
    Path settings = Upstream.in(folder).settings();

    assertThat(Cli.run("config", "check", "-c", settings).exits(0).lines())
        .containsExactly("settings are good: 1 trust anchors, 0 pins, 1 sources");
    assertThat(Cli.run("config", "check", "--json", "-c", settings).exits(0).json())
        .hasToString("{\"ok\":true,\"anchors\":1}");
    assertThat(folder.resolve("data")).doesNotExist();
  }

  @Test
  void check_ofBadSettings_exitsWith2AndTellsAll() throws Exception {
    Path settings = yaml("http: {port: x}\nwat: 1\n");

    Cli.Ran ran = Cli.run("config", "check", "-c", settings).exits(2);

    assertThat(ran.err().lines())
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).startsWith("livemirror: " + settings + " line "));
  }

  @Test
  void check_ofTextThatIsNotYaml_exitsWith2() throws Exception {
    assertThat(Cli.run("config", "check", "-c", yaml("{{{")).exits(2).err().lines())
        .singleElement()
        .asString()
        .contains("not YAML");
  }

  @Test
  void check_withoutAnchors_exitsWith2() throws Exception {
    assertThat(Cli.run("config", "check", "-c", yaml("trust: {vendor: []}\n")).exits(2).err())
        .isEqualTo(
            "livemirror: trust: found no anchor and no pin, so that nothing could ever be accepted"
                + " (expected a root in anchors, a chain in vendor, or a fingerprint in pins)\n");
  }

  @Test
  void check_withCertificatesThatAreNone_exitsWith2AndTellsAll() throws Exception {
    Path text = Files.writeString(folder.resolve("text.pem"), "no certificate");
    Path broken =
        Files.writeString(
            folder.resolve("broken.pem"),
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    Path settings =
        yaml("trust: {anchors: [text.pem, absent.pem, broken.pem], intermediates: gone.pem}\n");

    Cli.Ran ran = Cli.run("config", "check", "-c", settings).exits(2);

    assertThat(ran.err().lines())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .startsWith("livemirror: trust.anchors: " + text + ": found no certificate"),
            line ->
                assertThat(line)
                    .isEqualTo(
                        "livemirror: trust.anchors: "
                            + folder.resolve("absent.pem")
                            + ": found no such file (expected a certificate)"),
            line ->
                assertThat(line)
                    .startsWith("livemirror: trust.anchors: " + broken + ": found no certificate"),
            line ->
                assertThat(line)
                    .isEqualTo(
                        "livemirror: trust.intermediates: "
                            + folder.resolve("gone.pem")
                            + ": found no such file (expected a certificate)"));
  }

  @Test
  void check_withAPatternOfAnchors_findsThem() throws Exception {
    Upstream upstream = Upstream.in(folder);
    Files.createDirectories(folder.resolve("roots"));
    Files.copy(upstream.anchor(), folder.resolve("roots/a.pem"));
    Files.copy(upstream.anchor(), folder.resolve("roots/b.pem"));
    Files.writeString(folder.resolve("roots/readme.txt"), "not a certificate");

    assertThat(
            Cli.run("config", "check", "-c", yaml("trust: {anchors: [roots/*.pem]}\n"))
                .exits(0)
                .out())
        .startsWith("settings are good: 2 trust anchors");
  }

  @Test
  void show_ofAPassword_hidesIt() throws Exception {
    Path settings =
        yaml(
            """
            sources:
              - name: ours
                url: ftp://mirror:s3cret@ftp.example.org/content/
            """);

    for (Cli.Ran ran :
        new Cli.Ran[] {
          Cli.run("config", "show", "-c", settings),
          Cli.run("config", "show", "-c", settings, "--json")
        }) {
      ran.exits(0);
      assertThat(ran.out())
          .contains("ftp://mirror:***@ftp.example.org/content/")
          .doesNotContain("s3cret");
    }
  }

  @Test
  void show_ofSettings_tellsValueAndOrigin() throws Exception {
    Path settings = yaml("http:\n  port: 8080\n");

    assertThat(Cli.run("config", "show", "-c", settings).exits(0).lines())
        .anySatisfy(line -> assertThat(line).matches("http\\.port: +8080 +# line 2"))
        .anySatisfy(line -> assertThat(line).matches("ftp\\.port: +2121 +# default"));
    assertThat(Cli.run("config", "show", "-c", settings, "--json").exits(0).json())
        .anySatisfy(
            node ->
                assertThat(node)
                    .hasToString(
                        "{\"setting\":\"http.port\",\"value\":\"8080\",\"origin\":\"line 2\"}"));
  }
}
