package org.livemirror.app.config;

import java.io.StringReader;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.nodes.Node;

/**
 * From YAML text to its nodes, within limits: 1 MiB of characters, 20 levels, one document, and no
 * aliases, which would give a value the line of another.
 */
final class YamlText {
  private static final int MAX_CHARS = 1 << 20;
  private static final int MAX_DEPTH = 20;

  private YamlText() {}

  /**
   * The root node; none if the text is empty.
   *
   * @param name the file's name, for problems
   * @throws ConfigException if the text is not usable: nothing else can then be said of it
   */
  static @Nullable Node compose(String name, String text) throws ConfigException {
    LoaderOptions options = new LoaderOptions();
    options.setNestingDepthLimit(MAX_DEPTH);
    options.setCodePointLimit(MAX_CHARS);
    Yaml yaml = new Yaml(options);
    try {
      for (Event event : yaml.parse(new StringReader(text))) {
        if (event instanceof AliasEvent) {
          throw problem(name, event.getStartMark(), "found an alias (expected the value itself)");
        }
      }
      return yaml.compose(new StringReader(text));
    } catch (MarkedYAMLException e) {
      throw problem(name, e.getProblemMark(), "not YAML: " + e.getProblem());
    } catch (YAMLException e) {
      String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw problem(name, null, "not YAML: " + first);
    }
  }

  private static ConfigException problem(String name, @Nullable Mark where, String text) {
    String line = where == null ? "" : " line " + (where.getLine() + 1);
    return new ConfigException(List.of(name + line + ": " + text));
  }
}
