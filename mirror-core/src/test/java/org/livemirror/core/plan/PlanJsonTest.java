package org.livemirror.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.livemirror.core.catalog.ProductId;
import org.livemirror.store.Sha256;

/** The JSON of the plan endpoint; {@code '} stands for {@code "} in the texts here. */
final class PlanJsonTest {
  private static final String PVL = "'product':'Decomposer','version':'1.0.0','language':'English'";

  @Test
  void request_asDocumented_isRead() throws Exception {
    Inventory inventory =
        read(
            """
            {'client':'pc-17','products':[
             {'product':'SESC Virus Definitions Win32 v11','version':'MicroDefsB.CurDefs','language':'SymAllLanguages','sequences':{'CurDefs':110824050}},
             {'product':'SESC Virus Definitions Win32 v11','version':'MicroDefsB.Apr','language':'SymAllLanguages','sequences':{'HubDefs':110418018}}]}
            """);
    assertThat(inventory)
        .isEqualTo(
            Offers.inventory(
                Offers.installed(Offers.CUR_DEFS, Map.of("CurDefs", 110824050L)),
                Offers.installed(Offers.APRIL, Map.of("HubDefs", 110418018L))));
  }

  @Test
  void answer_asDocumented_isWritten() {
    Sha256 sha256 = new Sha256(1, 2, 3, 4);
    Plan plan =
        new Plan(
            42,
            List.of(
                new Plan.Answer(
                    Offers.CUR_DEFS,
                    "CurDefs",
                    110824050,
                    OptionalLong.of(110825002),
                    Plan.Action.DELTA,
                    List.of(
                        new Plan.Step(
                            "1314282430jtun_nav2k8en110824050.m25",
                            110824050,
                            110825002,
                            214312,
                            sha256)),
                    "a delta starts at 110824050")));
    assertThat(written(plan))
        .isEqualTo(
            "{'generation':42,'totalBytes':214312,'products':["
                + "{'product':'SESC Virus Definitions Win32 v11','version':'MicroDefsB.CurDefs',"
                + "'language':'SymAllLanguages','sequence':'CurDefs','from':110824050,"
                + "'to':110825002,'action':'DELTA','steps':["
                + "{'file':'1314282430jtun_nav2k8en110824050.m25','from':110824050,"
                + "'to':110825002,'bytes':214312,'sha256':'"
                + sha256
                + "'}],'reason':'a delta starts at 110824050'}]}");
  }

  @Test
  void answer_notOffered_hasNoTo() {
    ProductId id = new ProductId("Decomposer", "1.0.0", "English");
    Plan plan =
        new Plan(
            7,
            List.of(
                new Plan.Answer(
                    id, "", 0, OptionalLong.empty(), Plan.Action.NOT_OFFERED, List.of(), "none")));
    assertThat(written(plan))
        .isEqualTo(
            "{'generation':7,'totalBytes':0,'products':[{"
                + PVL
                + ",'sequence':'','from':0,'action':'NOT_OFFERED','steps':[],'reason':'none'}]}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'products':[]}",
        "{'client':null,'products':[]}",
        "{'client':'','products':[],'newer':{'member':[1,2]}}",
        "\ufeff{'products':[]}",
        " \n{'products':[]}\n "
      })
  void inventory_withoutProducts_isEmpty(String json) throws Exception {
    assertThat(read(json)).isEqualTo(new Inventory("", List.of()));
  }

  @Test
  void product_withUnknownMembersAndNoSequences_isRead() throws Exception {
    Inventory inventory = read(products(PVL + ",'moniker':{'a':'b'}"));
    assertThat(inventory.products().get(0).sequences()).isEmpty();
    assertThat(inventory.products().get(0).id())
        .isEqualTo(new ProductId("Decomposer", "1.0.0", "English"));
  }

  @Test
  void sequences_many_keepTheirOrder() throws Exception {
    Inventory inventory =
        read(products(PVL + ",'sequences':{'Z':1,'A':9223372036854775807,'M':0}"));
    assertThat(inventory.products().get(0).sequences().entrySet())
        .containsExactly(Map.entry("Z", 1L), Map.entry("A", Long.MAX_VALUE), Map.entry("M", 0L));
  }

  static Stream<Arguments> malformed() {
    String text = " (expected text of at most 200 characters)";
    String revision = " (expected a revision such as 110824050)";
    String object = " (expected an object with 'products')";
    return Stream.of(
        Arguments.of("", "found nothing" + object),
        Arguments.of("  ", "found nothing" + object),
        Arguments.of("null", "found null" + object),
        Arguments.of("[]", "found array" + object),
        Arguments.of("5", "found number" + object),
        Arguments.of("'x'", "found string" + object),
        Arguments.of("{}", "products: found nothing (expected an array)"),
        Arguments.of("{'products':{}}", "products: found object (expected an array)"),
        Arguments.of("{'products':null}", "products: found null (expected an array)"),
        Arguments.of("{'products':[5]}", "products[0].product: found nothing" + text),
        Arguments.of("{'products':[null]}", "products[0].product: found nothing" + text),
        Arguments.of(
            "{'products':[{'version':'1','language':'e'}]}",
            "products[0].product: found nothing" + text),
        Arguments.of(
            "{'products':[{" + PVL + "},{'product':'p','language':'e'}]}",
            "products[1].version: found nothing" + text),
        Arguments.of(
            products("'product':'p','version':1,'language':'e'"),
            "products[0].version: found number" + text),
        Arguments.of(
            products("'product':'p','version':'1','language':null"),
            "products[0].language: found null" + text),
        Arguments.of(
            products("'product':'" + "p".repeat(201) + "','version':'1','language':'e'"),
            "products[0].product: found 201 characters" + text),
        Arguments.of(
            products("'product':'','version':'1','language':'e'"),
            "products[0]: product '', version '1', language 'e': a part is empty"),
        Arguments.of(
            products("'product':'p','version':'1_0','language':'e'"),
            "products[0]: version '1_0', language 'e' hold '_'"),
        Arguments.of(
            products("'product':'../p','version':'1','language':'e'"),
            "products[0]: product '../p' gives no file name: '../p_1_e_livetri.zip'"),
        Arguments.of(
            products(PVL + ",'sequences':[]"),
            "products[0].sequences: found array (expected an object)"),
        Arguments.of(
            products(PVL + ",'sequences':null"),
            "products[0].sequences: found null (expected an object)"),
        Arguments.of(
            products(PVL + ",'sequences':{'" + "S".repeat(201) + "':1}"),
            "products[0].sequences: found a name of 201 characters (expected at most 200)"),
        Arguments.of(revision("-1"), "products[0].sequences.S: found -1" + revision),
        Arguments.of(revision("1.5"), "products[0].sequences.S: found 1.5" + revision),
        Arguments.of(
            revision("9223372036854775808"),
            "products[0].sequences.S: found 9223372036854775808" + revision),
        Arguments.of(revision("'110824050'"), "products[0].sequences.S: found string" + revision),
        Arguments.of(revision("null"), "products[0].sequences.S: found null" + revision),
        Arguments.of(revision("true"), "products[0].sequences.S: found boolean" + revision),
        Arguments.of(revision("{'a':1}"), "products[0].sequences.S: found object" + revision),
        Arguments.of("{'client':5,'products':[]}", "client: found number" + text),
        Arguments.of(
            "{'client':'" + "c".repeat(201) + "','products':[]}",
            "client: found 201 characters" + text),
        Arguments.of(many(1001), "products: found 1001 (expected at most 1000)"));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void inventory_malformed_saysWhereWhatAndWhy(String json, String message) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(MalformedInventoryException.class)
        .hasMessage(message);
  }

  @Test
  void inventory_atItsLimits_isRead() throws Exception {
    assertThat(read(many(1000)).products()).hasSize(1000);
    String name = "S".repeat(200);
    Inventory inventory =
        read(
            "{'client':'"
                + "c".repeat(200)
                + "','products':[{'product':'"
                + "p".repeat(200)
                + "','version':'1','language':'e','sequences':{'"
                + name
                + "':1}}]}");
    assertThat(inventory.products().get(0).sequences()).containsKey(name);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{|1",
        "rubbish|1",
        "`{'products':[]\n`|2",
        "`{'products':\n\n[,]}`|3",
        "`{'products':[],\n'products':[]}`|2",
        "`{'products':[]}\n{}`|2",
        "{'products':[]} x|1",
        "{'products':[]}]|1",
        "{'products':[{'sequences':{'S':091231005}}]}|1",
        "{'products':[{'sequences':{'S':NaN}}]}|1",
        "{'products':[{'sequences':{'S':1,'S':2}}]}|1",
        "{'products':[],}|1",
        "{products:[]}|1",
        "// x|1",
      })
  void inventory_notJson_saysTheLine(String json, int line) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(MalformedInventoryException.class)
        .hasMessageStartingWith("line " + line + ": not JSON: ");
  }

  @Test
  void inventory_duplicateMember_isNamed() {
    assertThatThrownBy(() -> read("{'products':[],'products':[]}"))
        .isInstanceOf(MalformedInventoryException.class)
        .hasMessageContaining("Duplicate");
  }

  static Stream<String> excessive() {
    return Stream.of(
        "{'products':" + "[".repeat(21) + "]".repeat(21) + "}",
        "[".repeat(100_000),
        "{'a':".repeat(100_000),
        "{'newer':'" + "x".repeat(5000) + "','products':[]}",
        "{'newer':" + "9".repeat(5000) + ",'products':[]}",
        "{'" + "x".repeat(100_000) + "':1,'products':[]}");
  }

  @ParameterizedTest
  @MethodSource("excessive")
  void inventory_beyondTheLimitsOfTheReader_isRefused(String json) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(MalformedInventoryException.class)
        .hasMessageContaining("not JSON: ")
        .message()
        .hasSizeLessThan(500);
  }

  @Test
  void inventory_notUtf8_isRefused() {
    byte[] latin1 = "{\"client\":\"\u00e4\",\"products\":[]}".getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> PlanJson.readInventory(latin1))
        .isInstanceOf(MalformedInventoryException.class)
        .hasMessageContaining("not JSON: ");
    assertThatThrownBy(() -> PlanJson.readInventory(new byte[] {0, 0, 0, 0, 0, 0, 0, 1}))
        .isInstanceOf(MalformedInventoryException.class);
  }

  private static String products(String members) {
    return "{'products':[{" + members + "}]}";
  }

  private static String revision(String value) {
    return products(PVL + ",'sequences':{'S':" + value + "}");
  }

  private static String many(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "{" + PVL + "}")
        .collect(Collectors.joining(",", "{'products':[", "]}"));
  }

  private static Inventory read(String json) throws MalformedInventoryException {
    return PlanJson.readInventory(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private static String written(Plan plan) {
    return new String(PlanJson.write(plan), StandardCharsets.UTF_8).replace('"', '\'');
  }
}
