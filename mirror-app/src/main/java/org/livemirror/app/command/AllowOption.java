package org.livemirror.app.command;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.livemirror.app.config.ConfigException;
import org.livemirror.store.ContentPath;
import picocli.CommandLine.Option;

/** The option {@code --allow}, for commands that take content in. */
final class AllowOption {
  @Option(
      names = "--allow",
      paramLabel = "MINI-TRI",
      description = {
        "Accept this catalog though it goes back, is implausible or is another product's.",
        "Signatures and digests must be good all the same. What was allowed is recorded."
      })
  private List<String> names = new ArrayList<>();

  Set<ContentPath> paths() throws ConfigException {
    Set<ContentPath> paths = new LinkedHashSet<>();
    for (String name : names) {
      paths.add(
          ContentPath.parse(name)
              .orElseThrow(
                  () ->
                      new ConfigException(
                          List.of(
                              "--allow: found '"
                                  + name
                                  + "' (expected the file name of a mini-TRI)"))));
    }
    return paths;
  }
}
