package org.livemirror.app.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.livemirror.app.wiring.Mirror;
import org.livemirror.app.wiring.PullText;
import org.livemirror.store.Manifest;

/** All generations, one line each. */
record GenerationsList(List<Manifest> manifests, GenerationsState state) {
  static GenerationsList read(Mirror mirror, GenerationsState state) throws IOException {
    List<Manifest> manifests = new ArrayList<>();
    for (int number : mirror.store().generations().numbers()) {
      manifests.add(mirror.store().generations().manifest(number));
    }
    return new GenerationsList(manifests, state);
  }

  ArrayNode json() {
    ArrayNode document = JsonNodeFactory.instance.arrayNode();
    for (Manifest each : manifests) {
      ObjectNode node = document.addObject();
      node.put("generation", each.generation())
          .put("created", each.created().toString())
          .put("reason", each.reason())
          .put("files", each.files())
          .put("bytes", each.bytes());
      state.put(each.generation(), node);
    }
    return document;
  }

  void print(Output lines) {
    for (Manifest each : manifests) {
      lines.line(
          "%s %6d  %s  %5d files  %10s  %s%s",
          mark(each.generation()),
          each.generation(),
          each.created(),
          each.files(),
          PullText.bytes(each.bytes()),
          each.reason(),
          state.label(each.generation()).map(label -> "  [" + label + "]").orElse(""));
    }
  }

  private String mark(int number) {
    return state.isProduction(number) ? "*" : state.isTesting(number) ? "t" : " ";
  }
}
