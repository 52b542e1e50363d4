package org.livemirror.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ManifestTest {
  private static final String PAGE =
      "{'first':'a.zip','entries':3,'blob':'" + "ab".repeat(32) + "'}";
  private static final String WHOLE =
      "{'layout':3,'generation':7,'created':'2011-08-25T15:23:59Z','reason':'pull',"
          + "'files':3,'bytes':5,'pages':["
          + PAGE
          + "]}";

  @Test
  void manifest_writtenAndRead_isTheSame() throws Exception {
    Manifest manifest =
        new Manifest(
            1_000_000,
            Instant.parse("2011-08-25T15:23:59.5Z"),
            "pull \"upstream\"\n\u00e4",
            100,
            1L << 40,
            List.of(
                new Manifest.Page(
                    ContentPath.of("Streaming/A_livetri.zip"), 64, new Sha256(1, -2, 3, -4)),
                new Manifest.Page(ContentPath.of("b"), 36, new Sha256(0, 0, 0, 1))));
    assertThat(Manifest.read(manifest.write(), "here")).isEqualTo(manifest);
  }

  @Test
  void manifest_whole_isRead() throws Exception {
    Manifest manifest = read(WHOLE);
    assertThat(manifest.generation()).isEqualTo(7);
    assertThat(manifest.pages()).hasSize(1);
    assertThat(manifest.pages().get(0).first()).hasToString("a.zip");
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "2, 2",
    "4, 4",
    "0, 0",
    "-1, -1",
    "1.5, 1.5",
    "99999999999, 99999999999",
    "null, null"
  })
  void layout_notThree_isRefused(String layout, String found) {
    assertThatThrownBy(() -> read(WHOLE.replace("'layout':3", "'layout':" + layout)))
        .isInstanceOf(DamagedStoreException.class)
        .hasMessageStartingWith("here: layout " + found + " (expected 3)");
  }

  @Test
  void layout_asText_isRefused() {
    assertThatThrownBy(() -> read(WHOLE.replace("'layout':3", "'layout':'3'")))
        .isInstanceOf(DamagedStoreException.class)
        .hasMessageStartingWith("here: layout \"3\" (expected 3)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "null", "5", "[]", "{}", "'layout'"})
  void json_withoutLayout_isRefused(String text) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(DamagedStoreException.class)
        .hasMessageStartingWith("here: layout missing (expected 3)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "rubbish", "\0\0\0\0", "{'layout':3}}", "{'layout':2} {}"})
  void bytes_notJson_areRefused(String text) {
    isRefused(text);
  }

  @Test
  void bytes_afterTheManifest_areRefused() {
    isRefused(WHOLE + "x");
    isRefused(WHOLE + WHOLE);
  }

  @Test
  void json_nestedDeeply_isRefused() {
    isRefused("[".repeat(100_000));
    isRefused(
        WHOLE.replace("'entries'", "'more':" + "[".repeat(5000) + "]".repeat(5000) + ",'entries'"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'generation':7|'generation':'7'",
        "'generation':7|'generation':7.5",
        "'generation':7|'generation':99999999999",
        "'generation':7,|``",
        "'created':'2011-08-25T15:23:59Z'|'created':'yesterday'",
        "'created':'2011-08-25T15:23:59Z'|'created':1314285839",
        "'reason':'pull'|'reason':5",
        "'reason':'pull'|'reason':null",
        "'reason':'pull',|``",
        "'pages':[|'entries':[",
        "'files':3|'files':-3",
        "'files':3,|``",
        "'bytes':5|'bytes':'5'",
        "'first':'a.zip'|'first':'../a.zip'",
        "'first':'a.zip'|'first':5",
        "'first':'a.zip',|``",
        "'blob':'abab|'blob':'ab",
        "'blob':'abab|'blob':'abag",
        "'entries':3|'entries':'3'",
        "'entries':3|'entries':-1",
        "'entries':3|'entries':99999999999999999999",
        "'entries':3,|``",
      })
  void member_damaged_isRefused(String whole, String damaged) {
    assertThat(WHOLE).contains(whole);
    isRefused(WHOLE.replace(whole, damaged));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "'a.zip'", "null", "[5]", "[[]]"})
  void pages_notAnArrayOfObjects_areRefused(String pages) {
    isRefused(WHOLE.replace("[" + PAGE + "]", pages));
  }

  private static void isRefused(String text) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(DamagedStoreException.class)
        .hasMessageStartingWith("here: not a manifest: ");
  }

  private static Manifest read(String text) throws IOException {
    return Manifest.read(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8), "here");
  }
}
