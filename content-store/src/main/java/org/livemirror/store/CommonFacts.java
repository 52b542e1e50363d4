package org.livemirror.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What a page writes once instead of with each of its entries: of the members of their facts, at
 * any depth, the most frequent value, if more entries have it than have no such member.
 */
final class CommonFacts {
  private CommonFacts() {}

  static ObjectNode of(Collection<ObjectNode> all) {
    Set<String> names = new LinkedHashSet<>();
    all.forEach(facts -> facts.properties().forEach(member -> names.add(member.getKey())));
    ObjectNode common = JsonNodeFactory.instance.objectNode();
    for (String name : names) {
      List<JsonNode> values =
          all.stream().map(facts -> facts.get(name)).filter(Objects::nonNull).toList();
      List<ObjectNode> objects =
          values.stream().filter(JsonNode::isObject).map(ObjectNode.class::cast).toList();
      if (objects.size() > all.size() / 2) {
        common.set(name, of(objects));
      } else {
        mostFrequent(values, all.size() - values.size()).ifPresent(it -> common.set(name, it));
      }
    }
    return common;
  }

  private static Optional<JsonNode> mostFrequent(List<JsonNode> values, int missing) {
    Map<JsonNode, Integer> counts = new LinkedHashMap<>();
    values.forEach(value -> counts.merge(value, 1, Integer::sum));
    return counts.entrySet().stream()
        .filter(each -> each.getValue() > Math.max(1, missing))
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey);
  }
}
