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
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PageTextTest {
  private static final String ENTRY =
      "{'path':'a.zip','blob':'"
          + "ab".repeat(32)
          + "','size':3,'modified':'2011-08-25T06:26:57Z','kind':'package'}\n";
  private static final String WHOLE = "{'common':{}}\n" + ENTRY;

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
    byte[] bytes =
        PageText.write(
            List.of(catalog, dropped), List.of(facts, JsonNodeFactory.instance.objectNode()));

    List<Entry> entries = new ArrayList<>();
    List<JsonNode> read = new ArrayList<>();
    PageText.read(
        bytes,
        path -> true,
        "here",
        (entry, about) -> {
          entries.add(entry);
          read.add(about);
        });
    assertThat(entries).containsExactly(catalog, dropped);
    assertThat(read.get(0)).isEqualTo(facts);
    assertThat(read.get(1).isEmpty()).isTrue();
    assertThat(new String(bytes, StandardCharsets.UTF_8).lines()).hasSize(3);
  }

  @Test
  void facts_alikeInMostEntries_areWrittenOnce_andReadAsTheyWere() throws Exception {
    List<Entry> entries = new ArrayList<>();
    List<ObjectNode> facts = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      entries.add(Stored.entry(i + ".zip", new Sha256(0, 0, 0, i), i));
      ObjectNode about = JsonNodeFactory.instance.objectNode().put("source", "upstream");
      about.putObject("proof").put("signer", "cn=Some One").put("sha1", "digest " + i);
      facts.add(i == 7 ? JsonNodeFactory.instance.objectNode().put("source", "other") : about);
    }
    byte[] bytes = PageText.write(entries, facts);

    List<JsonNode> read = new ArrayList<>();
    PageText.read(bytes, path -> true, "here", (entry, about) -> read.add(about));
    assertThat(read).isEqualTo(facts);
    assertThat(new String(bytes, StandardCharsets.UTF_8))
        .containsOnlyOnce("cn=Some One")
        .contains("\"facts\":{\"proof\":{\"sha1\":\"digest 19\"}}}\n");
  }

  @Test
  void facts_notWanted_arePassedOver() throws Exception {
    String other = ENTRY.replace("a.zip", "b.zip").replace("'kind'", "'facts':{'b':1},'kind'");
    List<JsonNode> facts = new ArrayList<>();
    PageText.read(
        bytes("{'common':{'a':1}}\n" + ENTRY.replace("'kind'", "'facts':{'a':2},'kind'") + other),
        "b.zip"::equals,
        "here",
        (entry, about) -> facts.add(about));
    assertThat(facts)
        .containsExactly(
            JsonNodeFactory.instance.objectNode(),
            JsonNodeFactory.instance.objectNode().put("a", 1).put("b", 1));
  }

  @Test
  void entries_withoutTheirFacts_areTheSameAsWithThem() throws Exception {
    List<Entry> entries = new ArrayList<>();
    List<ObjectNode> facts = new ArrayList<>();
    Random random = new Random(5);
    for (int i = 0; i < 2_000; i++) {
      Entry entry =
          new Entry(
              ContentPath.of("Some where/" + i + (i % 7 == 0 ? "_livetri.zip" : "x.m25")),
              new Sha256(random.nextLong(), random.nextLong(), random.nextLong(), i),
              random.nextLong() >>> random.nextInt(1, 64),
              Instant.ofEpochSecond(random.nextLong() >> random.nextInt(25, 60)),
              i % 7 == 0 ? Entry.Kind.POINTER : Entry.Kind.PACKAGE);
      entries.add(
          i % 3 == 0 ? entry.dropped(Instant.ofEpochSecond(random.nextLong(1L << 33))) : entry);
      ObjectNode own = JsonNodeFactory.instance.objectNode();
      if (i % 5 == 0) {
        own.put("a", "}\n{\"path\":\"" + i).putObject("b").put("c", i);
      }
      facts.add(own);
    }
    byte[] bytes = PageText.write(entries, facts);

    assertThat(entriesOf(bytes, path -> false)).isEqualTo(entries);
    assertThat(entriesOf(bytes, path -> true)).isEqualTo(entries);
    assertThat(entriesOf(bytes, path -> path.endsWith("5x.m25"))).isEqualTo(entries);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'path'|{ 'path'",
        "'path':'a.zip'|'path':'\\u0061.zip'",
        "'path':'a.zip',|``",
        "'kind':'package'}|'kind':'package','path':'a.zip'}",
        "'size':3|'size': 3",
        "'kind':'package'}|'kind':'package','facts':{'a':{'b':5}, 'c':6} }",
        "'kind':'package'|'kind':'package','until':'+10000-01-01T00:00:00Z'",
      })
  void entry_spelledInAnotherWay_isReadAsAnyJsonIs(String usual, String other) throws Exception {
    String line = ENTRY.replace("a.zip", "b.zip");
    String changed = ENTRY.replace(usual, other);
    if (!changed.contains("'path'")) {
      changed = changed.replace("'kind'", "'path':'a.zip','kind'");
    }
    List<Entry> read =
        entriesOf(
            bytes("{'common':{}}\n" + ENTRY.replace("a.zip", "0.zip") + changed + line),
            path -> false);
    assertThat(read)
        .extracting(entry -> entry.path().toString())
        .containsExactly("0.zip", "a.zip", "b.zip");
    assertThat(read.get(1).blob()).isEqualTo(read.get(0).blob());
    assertThat(read.get(1).modified()).isEqualTo(read.get(0).modified());
  }

  private static List<Entry> entriesOf(byte[] bytes, Predicate<String> wanted)
      throws DamagedStoreException {
    List<Entry> entries = new ArrayList<>();
    PageText.read(bytes, wanted, "here", (entry, facts) -> entries.add(entry));
    return entries;
  }

  @Test
  void facts_withNull_areNotWritten() {
    assertThatThrownBy(
            () ->
                PageText.write(
                    List.of(Stored.entry("a.zip", new Sha256(0, 0, 0, 1), 0)),
                    List.of(JsonNodeFactory.instance.objectNode().putNull("source"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("source: found null (expected a value, or no such member)");
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
        "{'common':{}}|``",
        "{'common':{}}|{}",
        "{'common':{}}|{'common':5}",
        "{'common':{}}|{'common':{},'more':5}",
        "'common'|'facts'",
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
    for (boolean wanted : new boolean[] {true, false}) {
      assertThatThrownBy(
              () -> PageText.read(bytes(text), path -> wanted, "here", (entry, facts) -> {}))
          .isInstanceOf(DamagedStoreException.class)
          .hasMessageStartingWith("here: not a page of entries: ");
    }
  }

  private static byte[] bytes(String text) {
    return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }
}
