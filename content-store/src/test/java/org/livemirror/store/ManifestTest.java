package org.livemirror.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ManifestTest {
  private static final String ENTRY =
      "{'path':'a.zip','blob':'"
          + "ab".repeat(32)
          + "','size':3,'modified':'2011-08-25T06:26:57Z','kind':'package'}";
  private static final String WHOLE =
      "{'layout':1,'generation':7,'created':'2011-08-25T15:23:59Z','reason':'pull','entries':["
          + ENTRY
          + "]}";

  @Test
  void generation_writtenAndRead_isTheSame() throws Exception {
    ObjectNode facts = JsonNodeFactory.instance.objectNode();
    facts.put("source", "upstream \"1\"\n\u00e4");
    facts.putObject("catalog").putArray("items").add(110824050).add(9_000_000_000L);
    Entry catalog =
        new Entry(
            ContentPath.of("Streaming/A_livetri.zip"),
            new Sha256(1, -2, 3, -4),
            1L << 40,
            Instant.parse("2011-08-25T06:26:57Z"),
            Entry.Kind.POINTER,
            null,
            facts);
    Entry dropped =
        Stored.entry("1314253617jtun_nav2k8enncur25.m25", new Sha256(0, 0, 0, 1), 0)
            .dropped(Instant.parse("2011-08-26T00:00:00.123456789Z"));
    Generation generation =
        new Generation(
            1_000_000,
            Instant.parse("2011-08-25T15:23:59.5Z"),
            "pull \"upstream\"\n",
            List.of(catalog, dropped));

    Generation read = Manifest.read(written(generation), "here");

    assertThat(read.number()).isEqualTo(1_000_000);
    assertThat(read.created()).isEqualTo(generation.created());
    assertThat(read.reason()).isEqualTo(generation.reason());
    assertThat(read.entries()).containsExactly(dropped, catalog);
    assertThat(read.entries().get(1).path()).hasToString("Streaming/A_livetri.zip");
    assertThat(written(read)).isEqualTo(written(generation));
  }

  @Test
  void entries_inAnotherOrder_giveTheSameBytes() throws Exception {
    Entry a = Stored.entry("a");
    Entry b = Stored.entry("b");
    assertThat(written(new Generation(1, Stored.NOW, "x", List.of(a, b))))
        .isEqualTo(written(new Generation(1, Stored.NOW, "x", List.of(b, a))));
  }

  @Test
  void write_leavesTheStreamOpen() throws Exception {
    boolean[] closed = {false};
    ByteArrayOutputStream out =
        new ByteArrayOutputStream() {
          @Override
          public void close() {
            closed[0] = true;
          }
        };
    Manifest.write(new Generation(1, Stored.NOW, "x", List.of()), out);
    assertThat(closed[0]).isFalse();
  }

  @Test
  void manifest_whole_isRead() throws Exception {
    Generation generation = read(WHOLE);
    assertThat(generation.number()).isEqualTo(7);
    assertThat(generation.entries()).hasSize(1);
    assertThat(generation.entries().get(0).until()).isNull();
    assertThat(generation.entries().get(0).facts().isEmpty()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"2, 2", "0, 0", "-1, -1", "1.5, 1.5", "99999999999, 99999999999", "null, null"})
  void layout_notOne_isRefused(String layout, String found) {
    assertThatThrownBy(() -> read(WHOLE.replace("'layout':1", "'layout':" + layout)))
        .isInstanceOf(DamagedStoreException.class)
        .hasMessageStartingWith("here: layout " + found + " (expected 1)");
  }

  @Test
  void layout_asText_isRefused() {
    assertThatThrownBy(() -> read(WHOLE.replace("'layout':1", "'layout':'1'")))
        .isInstanceOf(DamagedStoreException.class)
        .hasMessageStartingWith("here: layout \"1\" (expected 1)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "null", "5", "[]", "{}", "'layout'"})
  void json_withoutLayout_isRefused(String text) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(DamagedStoreException.class)
        .hasMessageStartingWith("here: layout missing (expected 1)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "rubbish", "\0\0\0\0", "{'layout':1}}", "{'layout':1} {}"})
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
        WHOLE.replace("'kind'", "'facts':" + "[".repeat(5000) + "]".repeat(5000) + ",'kind'"));
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
        "'entries':[|'files':[",
        "'path':'a.zip'|'path':'../a.zip'",
        "'path':'a.zip'|'path':5",
        "'path':'a.zip',|``",
        "'blob':'abab|'blob':'ab",
        "'blob':'abab|'blob':'abag",
        "'size':3|'size':'3'",
        "'size':3|'size':-1",
        "'size':3|'size':3.5",
        "'size':3|'size':99999999999999999999",
        "'size':3,|``",
        "'modified':'2011-08-25T06:26:57Z'|'modified':'2011-08-25'",
        "'modified':'2011-08-25T06:26:57Z'|'modified':null",
        "'kind':'package'|'kind':'folder'",
        "'kind':'package'|'kind':1",
        "'kind':'package'|'kind':'package','until':'soon'",
        "'kind':'package'|'kind':'package','until':5",
      })
  void member_damaged_isRefused(String whole, String damaged) {
    assertThat(WHOLE).contains(whole);
    isRefused(WHOLE.replace(whole, damaged));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "'a.zip'", "null", "[5]", "[[]]"})
  void entries_notAnArrayOfObjects_areRefused(String entries) {
    isRefused(WHOLE.replace("[" + ENTRY + "]", entries));
  }

  @Test
  void entries_ofOnePath_areRefused() {
    isRefused(WHOLE.replace(ENTRY, ENTRY + "," + ENTRY.replace("a.zip", "A.ZIP")));
  }

  private static void isRefused(String text) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(DamagedStoreException.class)
        .hasMessageStartingWith("here: not a manifest: ");
  }

  private static Generation read(String text) throws IOException {
    return Manifest.read(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8), "here");
  }

  private static byte[] written(Generation generation) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Manifest.write(generation, out);
    return out.toByteArray();
  }
}
