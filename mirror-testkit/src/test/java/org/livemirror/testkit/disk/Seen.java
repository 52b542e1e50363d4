package org.livemirror.testkit.disk;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.livemirror.testkit.StoreAudit;

/** What clients and operators see of a store: what each pointer serves, and each document. */
record Seen(Map<String, String> values) {
  static Seen of(Path data, StoreAudit audit) throws IOException {
    Map<String, String> values = new TreeMap<>();
    for (String pointer : new String[] {"CURRENT", "TESTING"}) {
      values.put(pointer, audit.served(pointer).toString());
    }
    for (String folder : new String[] {"", "quarantine"}) {
      for (Path file : files(data.resolve(folder))) {
        if (file.toString().endsWith(".json")) {
          values.put(file.toString(), Files.readString(file));
        }
      }
    }
    return new Seen(values);
  }

  private static Iterable<Path> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      List<Path> list = new ArrayList<>();
      files.forEach(list::add);
      return list;
    }
  }

  /** Whether each of these is as it was before a step or as it was after. */
  boolean isBetween(Seen before, Seen after) {
    Set<String> names = new TreeSet<>(values.keySet());
    names.addAll(before.values.keySet());
    names.addAll(after.values.keySet());
    return names.stream()
        .allMatch(
            name -> {
              String value = values.getOrDefault(name, "");
              return value.equals(before.values.getOrDefault(name, ""))
                  || value.equals(after.values.getOrDefault(name, ""));
            });
  }
}
