package org.livemirror.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PageTextTest {
  private static final String WHOLE =
      "{'path':'a.zip','blob':'"
          + "ab".repeat(32)
          + "','size':3,'modified':'2011-08-25T06:26:57Z','kind':'package'}\n";

  @Test
  void entries_writtenAndRead_areTheSame() throws Exception {
    ObjectNode facts = JsonNodeFactory.instance.objectNode();
    facts.put("source", "upstream \"1\"\n\u00e4");
    facts.putObject("catalog").putArray("items").add(110824050).add(9_000_000_000L);
    Entry catalog =
        new Entry(
            ContentPath.of("Streaming/A_livetri.zip"),
            new Sha256(1, -2, 3, -4),
            1L << 40,
            Instant.parse("2011-08-25T06:26:57Z"),
            Entry.Kind.POINTER);
    Entry dropped =
        Stored.entry("1314253617jtun_nav2k8enncur25.m25", new Sha256(0, 0, 0, 1), 0)
            .dropped(Instant.parse("2011-08-26T00:00:00Z"));
    PageText.Writer writer = new PageText.Writer();
    writer.line(catalog, facts);
    writer.line(dropped, JsonNodeFactory.instance.objectNode());
    byte[] bytes = writer.finish();

    List<Entry> entries = new ArrayList<>();
    List<JsonNode> read = new ArrayList<>();
    PageText.read(
        bytes,
        true,
        "here",
        (entry, about) -> {
          entries.add(entry);
          read.add(about);
        });
    assertThat(entries).containsExactly(catalog, dropped);
    assertThat(read.get(0)).isEqualTo(facts);
    assertThat(read.get(1).isEmpty()).isTrue();
    assertThat(new String(bytes, StandardCharsets.UTF_8).lines()).hasSize(2);
  }

  @Test
  void facts_notWanted_arePassedOver() throws Exception {
    List<JsonNode> facts = new ArrayList<>();
    PageText.read(
        bytes(WHOLE.replace("'kind'", "'facts':{'a':[{'b':1}]},'kind'")),
        false,
        "here",
        (entry, about) -> facts.add(about));
    assertThat(facts).hasSize(1);
    assertThat(facts.get(0).isEmpty()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "rubbish", "\0\0\0\0", "[]", "5", "{}", "{}}", "null"})
  void bytes_notLines_areRefused(String text) {
    isRefused(text);
    isRefused(WHOLE + text);
  }

  @Test
  void facts_nestedDeeply_areRefused() {
    isRefused(WHOLE.replace("'kind'", "'facts':{'a':" + "[".repeat(5000)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
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
        "'kind':'package'|'kind':'package','facts':5",
        "'kind':'package'|'kind':'package','more':5",
      })
  void field_damaged_isRefused(String whole, String damaged) {
    assertThat(WHOLE).contains(whole);
    isRefused(WHOLE.replace(whole, damaged));
  }

  private static void isRefused(String text) {
    assertThatThrownBy(() -> PageText.read(bytes(text), true, "here", (entry, facts) -> {}))
        .isInstanceOf(DamagedStoreException.class)
        .hasMessageStartingWith("here: not a page of entries: ");
  }

  private static byte[] bytes(String text) {
    return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }
}
