package org.livemirror.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON Merge Patch (RFC 7396) on objects: a patch holds the members that differ, and {@code null}
 * for one that goes. An array is replaced as a whole. What is given is not changed, and may be
 * shared by what is returned.
 */
final class MergePatch {
  private MergePatch() {}

  /** What a patch makes of an object. */
  static ObjectNode apply(ObjectNode target, ObjectNode patch) {
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    result.setAll(target);
    for (Map.Entry<String, JsonNode> member : patch.properties()) {
      if (member.getValue().isNull()) {
        result.remove(member.getKey());
      } else if (member.getValue() instanceof ObjectNode inner) {
        result.set(member.getKey(), apply(object(target.get(member.getKey())), inner));
      } else {
        result.set(member.getKey(), member.getValue());
      }
    }
    return result;
  }

  /**
   * The patch that makes {@code to} of {@code from}.
   *
   * @throws IllegalArgumentException if {@code to} has a member that is null, which no patch can
   *     tell from one that goes
   */
  static ObjectNode between(ObjectNode from, ObjectNode to) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    for (String name : from.properties().stream().map(Map.Entry::getKey).toList()) {
      if (!to.has(name)) {
        patch.set(name, NullNode.instance);
      }
    }
    for (Map.Entry<String, JsonNode> member : to.properties()) {
      JsonNode before = from.get(member.getKey());
      JsonNode after = member.getValue();
      if (after.isNull()) {
        throw new IllegalArgumentException(
            member.getKey() + ": found null (expected a value, or no such member)");
      }
      if (!after.equals(before)) {
        patch.set(
            member.getKey(),
            after instanceof ObjectNode inner ? between(object(before), inner) : after);
      }
    }
    return patch;
  }

  private static ObjectNode object(@Nullable JsonNode node) {
    return node instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
  }
}
