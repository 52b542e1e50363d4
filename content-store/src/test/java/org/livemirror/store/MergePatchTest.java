package org.livemirror.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@link MergePatch} and the {@link CommonFacts} that pages apply it to. */
final class MergePatchTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Those cases of RFC 7396, appendix A, in which all is objects. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'a':'b'}|{'a':'c'}|{'a':'c'}",
        "{'a':'b'}|{'b':'c'}|{'a':'b','b':'c'}",
        "{'a':'b'}|{'a':null}|{}",
        "{'a':'b','b':'c'}|{'a':null}|{'b':'c'}",
        "{'a':['b']}|{'a':'c'}|{'a':'c'}",
        "{'a':'c'}|{'a':['b']}|{'a':['b']}",
        "{'a':{'b':'c'}}|{'a':{'b':'d','c':null}}|{'a':{'b':'d'}}",
        "{'a':[{'b':'c'}]}|{'a':[1]}|{'a':[1]}",
        "{'e':null}|{'a':1}|{'e':null,'a':1}",
        "{}|{'a':{'bb':{'ccc':null}}}|{'a':{'bb':{}}}",
      })
  void patch_applied_isAsTheStandardSays(String target, String patch, String result)
      throws Exception {
    assertThat(MergePatch.apply(object(target), object(patch))).isEqualTo(object(result));
  }

  @Test
  void patchBetweenAnyTwo_makesOneOfTheOther() {
    Random random = new Random(7);
    for (int i = 0; i < 5000; i++) {
      ObjectNode from = any(random, 3);
      ObjectNode to = any(random, 3);
      assertThat(MergePatch.apply(from, MergePatch.between(from, to))).isEqualTo(to);
    }
  }

  @Test
  void patchBetweenEquals_isEmpty_andWhatWasGivenStays() throws Exception {
    ObjectNode from = object("{'a':{'b':1},'c':2}");
    ObjectNode to = object("{'a':{'b':2}}");
    assertThat(MergePatch.between(from, object("{'a':{'b':1},'c':2}"))).isEmpty();
    assertThat(MergePatch.apply(from, MergePatch.between(from, to))).isEqualTo(to);
    assertThat(from).isEqualTo(object("{'a':{'b':1},'c':2}"));
    assertThat(to).isEqualTo(object("{'a':{'b':2}}"));
  }

  @Test
  void nullInside_hasNoPatch() throws Exception {
    ObjectNode to = object("{'a':{'b':null}}");
    assertThatThrownBy(() -> MergePatch.between(object("{}"), to))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("b: found null (expected a value, or no such member)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'a':1} {'a':1} {'a':2}|{'a':1}",
        "{'a':1} {'a':2} {'a':3}|{}",
        "{'a':1} {'a':1} {}|{'a':1}",
        "{'a':1} {'a':1} {} {}|{}",
        "{'a':1}|{}",
        "{'a':{'b':1,'c':1}} {'a':{'b':1,'c':2}} {}|{'a':{'b':1}}",
        "{'a':{'b':1}} {} {}|{}",
        "{'a':[1,2]} {'a':[1,2]} {'a':[2,1]} {'a':5}|{'a':[1,2]}",
      })
  void common_isWhatMoreHaveThanMiss(String all, String common) throws Exception {
    List<ObjectNode> facts = new ArrayList<>();
    for (String each : List.of(all.split(" ", -1))) {
      facts.add(object(each));
    }
    assertThat(CommonFacts.of(facts)).isEqualTo(object(common));
  }

  /** Objects of few names and values, so that there is much in common. */
  private static ObjectNode any(Random random, int depth) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    for (String name : List.of("a", "b", "c")) {
      switch (random.nextInt(depth == 0 ? 3 : 5)) {
        case 0 -> {}
        case 1 -> object.put(name, random.nextInt(2));
        case 2 -> object.putArray(name).add(random.nextInt(2)).addNull();
        default -> object.set(name, any(random, depth - 1));
      }
    }
    return object;
  }

  private static ObjectNode object(String json) throws Exception {
    return (ObjectNode) JSON.readTree(json.replace('\'', '"'));
  }
}
