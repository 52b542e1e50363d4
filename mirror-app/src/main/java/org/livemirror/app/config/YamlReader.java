package org.livemirror.app.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Reads a YAML mapping setting by setting and gathers what is wrong with it: unknown keys, bad
 * values, each with its line.
 *
 * <p>A setting may come from the environment instead, which wins: {@code http.basePaths} is {@code
 * PREFIX_HTTP_BASE_PATHS}, lists separated by commas. For one thread.
 */
public final class YamlReader {
  private final String name;
  private final String path;
  private final Environment environment;
  private final Map<String, Node> values;
  private final Set<String> known = new HashSet<>();
  private final List<YamlReader> children = new ArrayList<>();
  private final List<String> problems;
  private final List<Effective> effective;
  private final int line;

  /** Where settings may come from besides the file: all variables with a prefix, or none. */
  private record Environment(Optional<String> prefix, Map<String, String> variables) {
    @Nullable String get(String path) {
      return prefix.map(text -> variables.get(variable(text, path))).orElse(null);
    }
  }

  /**
   * A setting as it is in force.
   *
   * @param origin {@code default}, {@code line 12} or the environment's name
   */
  public record Effective(String path, String value, String origin) {}

  private YamlReader(
      String name,
      String path,
      Environment environment,
      @Nullable Node node,
      YamlReader parent,
      int line) {
    this(name, path, environment, node, parent.problems, parent.effective, line);
  }

  private YamlReader(
      String name,
      String path,
      Environment environment,
      @Nullable Node node,
      List<String> problems,
      List<Effective> effective,
      int line) {
    this.name = name;
    this.path = path;
    this.environment = environment;
    this.problems = problems;
    this.effective = effective;
    this.line = line;
    this.values = values(node);
  }

  /**
   * A reader of a whole file.
   *
   * @param name the file's name, for problems
   * @param environmentPrefix {@code LIVEMIRROR}, or empty for a file whose keys have no variables
   * @throws ConfigException if the text is not YAML
   */
  public static YamlReader of(
      String name, String text, Optional<String> environmentPrefix, Map<String, String> environment)
      throws ConfigException {
    Node root = YamlText.compose(name, text);
    return new YamlReader(
        name,
        "",
        new Environment(environmentPrefix, environment),
        root,
        new ArrayList<>(),
        new ArrayList<>(),
        1);
  }

  private Map<String, Node> values(@Nullable Node node) {
    Map<String, Node> found = new LinkedHashMap<>();
    if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
        if (found.put(key, tuple.getValueNode()) != null) {
          problem(lineOf(tuple.getKeyNode()), child(key), "found twice (expected once)");
        }
      }
    } else if (node != null && !isEmpty(node)) {
      problem(
          lineOf(node),
          path.isEmpty() ? "file" : path,
          "found " + kind(node) + " (expected a mapping)");
    }
    return found;
  }

  /** The reader of the mapping below a key; empty if the key is not there. */
  public YamlReader section(String key) {
    known.add(key);
    Node node = values.get(key);
    YamlReader section =
        new YamlReader(
            name, child(key), environment, node, this, node == null ? line : lineOf(node));
    children.add(section);
    return section;
  }

  /** The readers of a list of mappings; their keys have no environment names. */
  public List<YamlReader> sections(String key) {
    known.add(key);
    Node node = values.get(key);
    List<YamlReader> sections = new ArrayList<>();
    if (node instanceof SequenceNode sequence) {
      for (Node item : sequence.getValue()) {
        String itemPath = child(key) + "[" + sections.size() + "]";
        sections.add(
            new YamlReader(
                name,
                itemPath,
                new Environment(Optional.empty(), Map.of()),
                item,
                this,
                lineOf(item)));
      }
    } else if (node != null && !isEmpty(node)) {
      problem(lineOf(node), child(key), "found " + kind(node) + " (expected a list)");
    }
    children.addAll(sections);
    return sections;
  }

  /** A setting that may be left out. */
  public <T> Optional<T> optional(String key, Function<String, T> parser) {
    Found found = find(key);
    inForce(key, found, "");
    return found == null ? Optional.empty() : Optional.ofNullable(parse(key, found, parser));
  }

  /** A setting with a default. */
  public <T> T get(String key, String defaultText, Function<String, T> parser) {
    Found found = find(key);
    inForce(key, found, defaultText);
    T value = found == null ? null : parse(key, found, parser);
    return value == null ? parser.apply(defaultText) : value;
  }

  /**
   * A setting that has to be there; {@code placeholder} stands in for it once the problem is noted.
   */
  public <T> T required(String key, String placeholder, Function<String, T> parser) {
    Node node = values.get(key);
    if (environment.get(child(key)) == null && (node == null || isEmpty(node))) {
      known.add(key);
      problem(line, child(key), "found nothing (expected a value)");
      return parser.apply(placeholder);
    }
    return get(key, placeholder, parser);
  }

  /**
   * A list of texts; one text stands for a list of one, and an empty variable for an empty list.
   */
  public <T> List<T> list(String key, List<String> defaults, Function<String, T> parser) {
    List<Found> items = items(key, defaults);
    List<T> parsed = new ArrayList<>();
    for (Found item : items) {
      T value = parse(key, item, parser);
      if (value != null) {
        parsed.add(value);
      }
    }
    String origin = items.isEmpty() ? originOfEmpty(key) : items.get(0).origin();
    String texts = String.join(", ", items.stream().map(Found::text).toList());
    effective.add(new Effective(child(key), texts, origin));
    return parsed;
  }

  private String originOfEmpty(String key) {
    Node node = values.get(key);
    if (environment.get(child(key)) != null) {
      return variableName(key);
    }
    return node instanceof SequenceNode ? "line " + lineOf(node) : "default";
  }

  private List<Found> items(String key, List<String> defaults) {
    known.add(key);
    List<Found> items = new ArrayList<>();
    String variable = environment.get(child(key));
    Node node = values.get(key);
    if (variable != null && variable.isBlank()) {
      return items;
    }
    if (variable != null) {
      for (String text : variable.split(",", -1)) {
        items.add(new Found(text.strip(), variableName(key), 0));
      }
    } else if (node == null || isEmpty(node)) {
      defaults.forEach(text -> items.add(new Found(text, "default", 0)));
    } else if (node instanceof ScalarNode scalar) {
      items.add(found(scalar));
    } else if (node instanceof SequenceNode sequence) {
      for (Node item : sequence.getValue()) {
        if (item instanceof ScalarNode scalar) {
          items.add(found(scalar));
        } else {
          problem(lineOf(item), child(key), "found " + kind(item) + " (expected text)");
        }
      }
    } else {
      problem(lineOf(node), child(key), "found " + kind(node) + " (expected a list)");
    }
    return items;
  }

  /** All keys of this mapping with their texts, for mappings whose keys are free. */
  public Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    values.forEach(
        (key, node) -> {
          known.add(key);
          if (node instanceof ScalarNode scalar) {
            texts.put(key, scalar.getValue());
          } else {
            problem(lineOf(node), child(key), "found " + kind(node) + " (expected text)");
          }
        });
    return texts;
  }

  /** Whether the mapping has a key. */
  public boolean has(String key) {
    return values.containsKey(key);
  }

  /** Notes a problem with a key of this mapping. */
  public void problem(String key, String foundAndExpected) {
    Node node = values.get(key);
    problem(node == null ? line : lineOf(node), child(key), foundAndExpected);
  }

  /** Every setting that was read, in order, with where it came from. */
  public List<Effective> effective() {
    return List.copyOf(effective);
  }

  /** Ends reading: throws if anything was wrong, unknown keys included. */
  public void check() throws ConfigException {
    findUnknown();
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
  }

  private void findUnknown() {
    values.forEach(
        (key, node) -> {
          if (!known.contains(key)) {
            problem(
                lineOf(node),
                child(key),
                "found an unknown key (expected one of " + known.stream().sorted().toList() + ")");
          }
        });
    children.forEach(YamlReader::findUnknown);
  }

  private record Found(String text, String origin, int line) {}

  private @Nullable Found find(String key) {
    known.add(key);
    String variable = environment.get(child(key));
    if (variable != null) {
      return new Found(variable, variableName(key), 0);
    }
    Node node = values.get(key);
    if (node == null || isEmpty(node)) {
      return null;
    }
    if (node instanceof ScalarNode scalar) {
      return found(scalar);
    }
    problem(lineOf(node), child(key), "found " + kind(node) + " (expected one value)");
    return null;
  }

  private static Found found(ScalarNode scalar) {
    return new Found(scalar.getValue(), "line " + lineOf(scalar), lineOf(scalar));
  }

  private void inForce(String key, @Nullable Found found, String defaultText) {
    effective.add(
        found == null
            ? new Effective(child(key), defaultText, "default")
            : new Effective(child(key), found.text(), found.origin()));
  }

  private <T> @Nullable T parse(String key, Found found, Function<String, T> parser) {
    try {
      return parser.apply(found.text());
    } catch (IllegalArgumentException e) {
      if (found.line() > 0) {
        problem(found.line(), child(key), String.valueOf(e.getMessage()));
      } else {
        problems.add(found.origin() + ": " + e.getMessage());
      }
      return null;
    }
  }

  private void problem(int where, String key, String text) {
    problems.add(name + " line " + where + ": " + key + ": " + text);
  }

  private String child(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private String variableName(String key) {
    return variable(environment.prefix().orElse(""), child(key));
  }

  /**
   * The environment's name for a setting: {@code LIVEMIRROR_HTTP_BASE_PATHS} for {@code
   * http.basePaths}.
   */
  public static String variable(String prefix, String path) {
    String words = path.replaceAll("([a-z0-9])([A-Z])", "$1_$2").replace('.', '_');
    return prefix + "_" + words.toUpperCase(Locale.ROOT);
  }

  private static boolean isEmpty(Node node) {
    return node.getTag().equals(Tag.NULL);
  }

  private static int lineOf(Node node) {
    return node.getStartMark().getLine() + 1;
  }

  private static String kind(Node node) {
    return switch (node.getNodeId()) {
      case mapping -> "a mapping";
      case sequence -> "a list";
      case scalar -> "'" + ((ScalarNode) node).getValue() + "'";
      case anchor -> "an alias";
    };
  }
}
