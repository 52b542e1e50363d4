package org.livemirror.core.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.livemirror.core.catalog.CatalogItem;

class TriTest {
  @Test
  void parse_knownKeysInAnyOrder_givesItems() throws Exception {
    Tri tri =
        tri(
            """
            [Header]
            Anything=kept
            [Item1]
            FileName=1314253617x.m25
            Unknown=kept
            ItemSeqData=110824050
            ItemSeqName=CurDefs
            [ExItem_b]
            ItemSeqName=HubDefs
            ItemSeqData=9223372036854775807
            FileName=1313715088y.m25
            URL=http://example.test/y
            [Item3]
            Action=none
            [item4]
            FileName=not.a.record
            """);

    assertThat(tri.catalogItems())
        .containsExactly(
            new CatalogItem("CurDefs", 110824050, "1314253617x.m25"),
            new CatalogItem("HubDefs", Long.MAX_VALUE, "1313715088y.m25"));
    assertThat(tri.items())
        .extracting(Tri.Item::head)
        .containsExactly("[Item1]", "[ExItem_b]", "[Item3]");
    assertThat(tri.items().get(1).url()).contains("http://example.test/y");
  }

  @Test
  void fileNames_repeatedInOtherCase_areOne() throws Exception {
    Tri tri = tri("[Item1]\nFileName=1314253617X.m25\n[Item2]\nFileName=1314253617x.M25\n");

    assertThat(tri.fileNames()).containsExactly("1314253617X.m25");
  }

  @Test
  void of_items_writesThemInOrder() throws Exception {
    Map<String, String> keys = new LinkedHashMap<>();
    keys.put("ItemSeqName", "CurDefs");
    keys.put("ItemSeqData", "7");
    keys.put("FileName", "a.m25");

    assertThat(
            new String(Tri.of(List.of(keys, Map.of("X", "y"))).bytes(), StandardCharsets.US_ASCII))
        .isEqualTo(
            "[Item1]\r\nItemSeqName=CurDefs\r\nItemSeqData=7\r\nFileName=a.m25\r\n[Item2]\r\nX=y\r\n");
  }

  @Test
  void parse_beyondTheLimit_isMalformed() {
    byte[] bytes = new byte[IniText.MAX_BYTES + 1];
    Arrays.fill(bytes, (byte) '\n');

    MalformedException e = catchThrowableOfType(MalformedException.class, () -> Tri.parse(bytes));

    assertThat(e).hasMessage("length: found 4194305 bytes (expected at most 4194304)");
  }

  static List<Arguments> bad() {
    String revision = "(expected a decimal number of at most 63 bits)";
    return List.of(
        Arguments.of(
            "[Item1]\nItemSeqName=CurDefs\n",
            "line 1: found [Item1] with ItemSeqName only (expected both or none)"),
        Arguments.of(
            "\n[Item1]\nItemSeqData=1\n",
            "line 2: found [Item1] with ItemSeqData only (expected both or none)"),
        Arguments.of(
            "[Item1]\nItemSeqName= \nItemSeqData=1\n",
            "line 1: found an empty ItemSeqName (expected a sequence such as CurDefs)"),
        Arguments.of(
            "[Item1]\nItemSeqName=C\nItemSeqData=\n", "line 1: found ItemSeqData= " + revision),
        Arguments.of(
            "[Item1]\nItemSeqName=C\nItemSeqData=-1\n", "line 1: found ItemSeqData=-1 " + revision),
        Arguments.of(
            "[Item1]\nItemSeqName=C\nItemSeqData=+1\n", "line 1: found ItemSeqData=+1 " + revision),
        Arguments.of(
            "[Item1]\nItemSeqName=C\nItemSeqData=0x1\n",
            "line 1: found ItemSeqData=0x1 " + revision),
        Arguments.of(
            "[Item1]\nItemSeqName=C\nItemSeqData=9223372036854775808\n",
            "line 1: found ItemSeqData=9223372036854775808 " + revision),
        Arguments.of(
            "[Item1]\nFileName=../a\n", "line 1: found FileName=../a (expected a bare file name)"),
        Arguments.of(
            "[Item1]\nFileName=a\\b\n", "line 1: found FileName=a\\b (expected a bare file name)"),
        Arguments.of("[Item1]\nFileName=\n", "line 1: found FileName= (expected a bare file name)"),
        Arguments.of(
            "[Item1]\nFileName=a\nFileName=b\n",
            "line 3: found a second 'FileName' in [Item1] (expected one)"),
        Arguments.of(
            "[Item1]\nno equals sign\n",
            "line 2: found 'no equals sign' (expected key=value, a [section], a comment or an empty line)"),
        Arguments.of(
            "[Item1]\n=value\n",
            "line 2: found '=value' (expected key=value, a [section], a comment or an empty line)"),
        Arguments.of(
            "[Item1]\na=\u0000\n", "line 2: found control character 0 in 'a=?' (expected text)"),
        Arguments.of(
            "[Item1]\na=1\rb=2\n",
            "line 2: found control character 13 in 'a=1?b=2' (expected text)"));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void parse_bad_tellsLineFoundAndExpected(String text, String message) {
    MalformedException e = catchThrowableOfType(MalformedException.class, () -> tri(text));

    assertThat(e).hasMessage(message);
  }

  private static Tri tri(String text) throws MalformedException {
    return Tri.parse(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
