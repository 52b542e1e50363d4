package org.livemirror.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator reads of a file that is wrong: every problem, with its line. */
final class ConfigProblemsTest {
  private static List<String> problems(String yaml) {
    return problems(yaml, Map.of());
  }

  private static List<String> problems(String yaml, Map<String, String> environment) {
    ConfigException e =
        catchThrowableOfType(
            ConfigException.class,
            () -> Config.parse("t.yaml", yaml, Path.of("/etc"), environment));
    assertThat(e).as("no problem found in: " + yaml).isNotNull();
    return e.problems();
  }

  @Test
  void problems_ofAllKinds_areToldAtOnce() {
    assertThat(
            problems(
                """
                data: ./data
                http: {port: 70000, colour: red}
                ftp:
                  enabled: perhaps
                  passivePorts: 30099-30000
                pull:
                  attempts: 0
                  backoff: 5 minutes
                  maxPackageSize: huge
                  parallel: [1, 2]
                publish: [grace]
                sources:
                  - name: one
                    url: gopher://example.org/
                    schedule: hourly
                  - url: file:///mnt
                    name: one
                  - products: []
                wat: 1
                """,
                Map.of("LIVEMIRROR_ADMIN_PORT", "seven")))
        .satisfiesExactlyInAnyOrder(
            each ->
                assertThat(each)
                    .isEqualTo(
                        "t.yaml line 2: http.port: found '70000' (expected a number from 0 to 65535)"),
            each ->
                assertThat(each)
                    .isEqualTo(
                        "t.yaml line 2: http.colour: found an unknown key (expected one of"
                            + " [accessLog, allow, basePaths, bind, deny, enabled, limits, listing,"
                            + " maxRanges, passwords, port, proxies, proxyProtocol, shaping,"
                            + " testingPath, tls])"),
            each ->
                assertThat(each)
                    .isEqualTo(
                        "t.yaml line 4: ftp.enabled: found 'perhaps' (expected true or false)"),
            each ->
                assertThat(each)
                    .isEqualTo(
                        "t.yaml line 5: ftp.passivePorts: found '30099-30000' (expected ports such"
                            + " as 30000-30099)"),
            each ->
                assertThat(each)
                    .isEqualTo(
                        "t.yaml line 7: pull.attempts: found '0' (expected a number from 1 to 100)"),
            each ->
                assertThat(each)
                    .isEqualTo(
                        "t.yaml line 8: pull.backoff: found '5 minutes' (expected a time span such"
                            + " as 30s, 15m, 4h or 2d)"),
            each ->
                assertThat(each)
                    .isEqualTo(
                        "t.yaml line 9: pull.maxPackageSize: found 'huge' (expected a size such as"
                            + " 200KB or 100MB)"),
            each ->
                assertThat(each)
                    .isEqualTo("t.yaml line 10: pull.parallel: found a list (expected one value)"),
            each ->
                assertThat(each)
                    .isEqualTo("t.yaml line 11: publish: found a list (expected a mapping)"),
            each ->
                assertThat(each)
                    .isEqualTo(
                        "t.yaml line 14: sources[0].url: found 'gopher://example.org/' (expected an"
                            + " http://, https://, ftp:// or file:/// URL)"),
            each ->
                assertThat(each)
                    .startsWith(
                        "t.yaml line 15: sources[0].schedule: found 'hourly' (expected minute hour"
                            + " day month weekday, such as 0 */4 * * *)"),
            each ->
                assertThat(each)
                    .isEqualTo(
                        "t.yaml line 17: sources[1].name: found 'one' twice (expected each once)"),
            each ->
                assertThat(each)
                    .isEqualTo("t.yaml line 18: sources[2].name: found nothing (expected a value)"),
            each ->
                assertThat(each)
                    .isEqualTo("t.yaml line 18: sources[2].url: found nothing (expected a value)"),
            each ->
                assertThat(each)
                    .isEqualTo(
                        "t.yaml line 19: wat: found an unknown key (expected one of [admin,"
                            + " archives, data, ftp, http, publish, pull, retention, scrub, sources,"
                            + " store, testing, trust])"),
            each ->
                assertThat(each)
                    .isEqualTo(
                        "LIVEMIRROR_ADMIN_PORT: found 'seven' (expected a number from 0 to 65535)"));
  }

  @Test
  void link_ofASourceThatIsNoFolder_isRefused() {
    assertThat(
            problems(
                "sources:\n  - name: up\n    url: ftp://example.org/\n    link: true\n", Map.of()))
        .containsExactly(
            "t.yaml line 4: sources[0].link: found true (expected false, as only files of this"
                + " host can be linked)");
  }

  @Test
  void accessLog_thatCannotBe_isRefused() {
    assertThat(
            problems(
                """
                http:
                  accessLog:
                    format: common
                    maxSize: 999KB
                    keep: -1
                """))
        .containsExactly(
            "t.yaml line 3: http.accessLog.format: found 'common' (expected combined or json)",
            "t.yaml line 4: http.accessLog.maxSize: found '999KB' (expected a size of at least"
                + " 1000000 bytes)",
            "t.yaml line 5: http.accessLog.keep: found '-1' (expected a number from 0 to 10000)");
  }

  @Test
  void key_standingTwice_isRefused() {
    assertThat(problems("http:\n  port: 1\n  port: 2\n"))
        .containsExactly("t.yaml line 3: http.port: found twice (expected once)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http: {port: 1",
        "http: {port: 1}}",
        "\tdata: x",
        "data: 'x",
        "data: x\n---\ndata: y\n",
        "data: \u0007",
        "http: @x"
      })
  void text_thatIsNotYaml_isRefusedAndNothingElseSaid(String text) {
    assertThat(problems(text)).singleElement().asString().startsWith("t.yaml").contains("not YAML");
  }

  @Test
  void text_thatIsNotYaml_isToldWithItsLine() {
    assertThat(problems("data: x\nhttp: {port: 1\n"))
        .singleElement()
        .asString()
        .startsWith("t.yaml line 3: not YAML: ");
  }

  @ParameterizedTest
  @CsvSource({"[a], a list", "text, 'text'", "7, '7'"})
  void file_thatIsNoMapping_isRefused(String text, String found) {
    String quoted = found.startsWith("a ") ? found : "'" + text + "'";
    assertThat(problems(text))
        .containsExactly("t.yaml line 1: file: found " + quoted + " (expected a mapping)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http: &h {port: 1}\nftp: *h\n",
        "http: {port: &p 7070}\nftp: {port: *p}\n",
        "http: {port: 1}\nftp: &f [*f]\n"
      })
  void aliases_areRefused(String text) {
    assertThat(problems(text))
        .containsExactly("t.yaml line 2: found an alias (expected the value itself)");
  }

  @Test
  void nesting_withoutEnd_isRefused() {
    assertThat(problems("data: " + "[".repeat(5000)))
        .singleElement()
        .asString()
        .contains("not YAML");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing\n", "data:\n", "data: ~\n", "data: null\n", "http:\n"})
  void values_thatAreEmpty_standForTheDefault(String text) throws Exception {
    Config config = Config.parse("t.yaml", text, Path.of("/etc"), Map.of());

    assertThat(config.data()).isEqualTo(Path.of("/etc/data"));
    assertThat(config.http().port()).isEqualTo(7070);
  }

  @Test
  void list_holdingAMapping_isRefusedWithTheItemsLine() {
    assertThat(problems("trust:\n  anchors:\n    - a.pem\n    - {b: c}\n    - [d]\n"))
        .containsExactly(
            "t.yaml line 4: trust.anchors: found a mapping (expected text)",
            "t.yaml line 5: trust.anchors: found a list (expected text)");
  }

  @Test
  void list_withABadItem_isToldWithTheItemsLine() {
    assertThat(problems("trust:\n  anchors:\n    - a.pem\n    - ''\n"))
        .containsExactly("t.yaml line 4: trust.anchors: found nothing (expected text)");
  }

  @Test
  void required_holdingAList_isToldOnce() {
    assertThat(problems("sources:\n  - name: [a]\n    url: file:///mnt\n"))
        .containsExactly("t.yaml line 2: sources[0].name: found a list (expected one value)");
  }

  @Test
  void testingPath_thatIsABasePathOrNone_isAProblem() {
    assertThat(problems("http:\n  testingPath: /CLU-prod/\nftp:\n  testingPath: testing\n"))
        .containsExactly(
            "t.yaml line 2: http.testingPath: path '/CLU-prod/' (expected another than the base"
                + " paths: production is served there)",
            "t.yaml line 4: ftp.testingPath: base path 'testing' (expected it to begin and end"
                + " with '/')");
    assertThat(problems("http: {basePaths: [/testing/]}\nftp: {testingPath: ''}\n")).hasSize(1);
  }

  @Test
  void basePath_withoutItsSlash_isRefused() {
    assertThat(problems("http:\n  basePaths: [/, clu-prod]\n"))
        .containsExactly(
            "t.yaml line 2: http.basePaths: base path 'clu-prod' (expected it to begin and end"
                + " with '/')");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0s", "0ms", "2h", "30d"})
  void timeout_thatNoSocketTakes_isRefused(String text) {
    assertThat(problems("pull: {timeout: " + text + "}"))
        .containsExactly(
            "t.yaml line 1: pull.timeout: found '"
                + text
                + "' (expected a time span from 1ms to 1h)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false", "-1", "5", "1.5", "deep"})
  void innerGuards_thatAreNoDepth_areRefused(String text) {
    assertThat(problems("trust: {innerGuards: %s}\n".formatted(text)))
        .containsExactly(
            "t.yaml line 1: trust.innerGuards: found '%s' (expected a number from 0 to 4)"
                .formatted(text));
  }

  @Test
  void httpSource_withoutProducts_isRefused() {
    assertThat(problems("sources:\n  - name: a\n    url: http://example.org/\n"))
        .containsExactly(
            "t.yaml line 2: sources[0].products: found none (expected some, as an HTTP source"
                + " cannot be listed)");
  }

  @Test
  void httpSource_withAPattern_isRefused() {
    assertThat(
            problems(
                """
                sources:
                  - name: a
                    url: https://example.org/
                    products:
                      - {product: MS Light, version: "5.*", language: English}
                """))
        .containsExactly(
            "t.yaml line 5: sources[0].products[0].version: found the pattern MS Light / 5.* /"
                + " English (expected no '*' but MicroDefsB.*, as an HTTP source cannot be"
                + " listed)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://user:sec ret@example.org/",
        "http://user:sec/ret@example.org/",
        "gopher://user:secret@example.org/",
        "http://user:sec@ret@example.org:x/"
      })
  void password_inAUrlThatIsWrong_isNotTold(String url) {
    assertThat(problems("sources:\n  - {name: a, url: '" + url + "', products: [{product: x}]}\n"))
        .isNotEmpty()
        .allSatisfy(each -> assertThat(each).doesNotContain("sec").doesNotContain("ret"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"file://host/x", "file:///x?y", "file:///x#y", "file:x", "file:"})
  void fileUrl_thatNamesNoFolderHere_isRefused(String url) {
    assertThat(problems("sources:\n  - {name: a, url: '" + url + "'}\n")).hasSize(1);
  }

  @Test
  void environment_forAList_isToldByItsName() {
    assertThat(problems("", Map.of("LIVEMIRROR_TRUST_ANCHORS", "a.pem,,b.pem")))
        .containsExactly("LIVEMIRROR_TRUST_ANCHORS: found nothing (expected text)");
  }

  @Test
  void settingsByWhichNothingListens_areRefused() {
    assertThat(
            problems(
                "http:\n  enabled: false\nftp: {enabled: no}\nadmin: {enabled: off}\n", Map.of()))
        .containsExactly(
            "t.yaml line 2: http.enabled: found false, no http.tls.certificate, and ftp and admin off"
                + " (expected one of them, as nothing would listen)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http: {enabled: false, tls: {certificate: s.pem}}\nftp: {enabled: no}\nadmin: {enabled: no}",
        "http: {enabled: false}\nadmin: {enabled: no}",
        "http: {enabled: false}\nftp: {enabled: no}",
        "ftp: {enabled: no}\nadmin: {enabled: no}",
      })
  void settingsByWhichOneThingListens_areGood(String text) throws Exception {
    assertThat(Config.parse("t.yaml", text, Path.of("/"), Map.of()).sources()).isEmpty();
  }
}
