package org.livemirror.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.livemirror.app.config.YamlReader.Effective;

/** The commented reference of all settings says what {@link Config} does. */
final class ReferenceFileTest {
  private static final Path FILE = Path.of("..", "docs", "livemirror.reference.yaml");
  private static final Pattern VARIABLE = Pattern.compile("LIVEMIRROR_[A-Z0-9_]+");

  private static List<String> lines() throws IOException {
    return Files.readAllLines(FILE, StandardCharsets.UTF_8);
  }

  private static Config reference() throws IOException, ConfigException {
    return Config.load(Optional.of(FILE), Map.of());
  }

  private static Config defaults() throws IOException, ConfigException {
    Path folder = FILE.toAbsolutePath().getParent();
    return Config.parse("defaults", "", folder == null ? Path.of("/") : folder, Map.of());
  }

  private static String variable(Effective setting) {
    return YamlReader.variable(Config.PREFIX, setting.path());
  }

  @Test
  void referenceFile_loaded_meansTheSameAsAnEmptyOne() throws Exception {
    assertThat(reference())
        .usingRecursiveComparison()
        .ignoringFields("effective")
        .isEqualTo(defaults());
  }

  static Stream<Effective> settings() throws IOException, ConfigException {
    return defaults().effective().stream();
  }

  /** A key, its default as YAML, and nothing but the variable's name after it. */
  @ParameterizedTest
  @MethodSource("settings")
  void referenceFile_everySetting_standsWithItsDefaultAndItsVariable(Effective setting)
      throws Exception {
    List<String> lines =
        lines().stream().filter(line -> line.endsWith("# " + variable(setting))).toList();
    assertThat(lines).as("lines that end in # %s", variable(setting)).hasSize(1);

    String line = lines.get(0);
    String key = setting.path().substring(setting.path().lastIndexOf('.') + 1);
    String value = line.substring(line.indexOf(':') + 1, line.indexOf(" # "));
    assertThat(line.strip()).startsWith(key + ":");
    assertThat(value.strip().replaceAll("^\\[|]$", "")).isEqualTo(setting.value());
  }

  /**
   * A variable that stands beside a key of the same name in another section would be found here.
   */
  @Test
  void referenceFile_everyValue_isReadFromTheLineOfItsVariable() throws Exception {
    List<String> lines = lines();
    List<Effective> read =
        reference().effective().stream()
            .filter(setting -> !setting.origin().equals("default"))
            .toList();
    assertThat(read).hasSizeGreaterThan(20);
    for (Effective setting : read) {
      int number = Integer.parseInt(setting.origin().replace("line ", ""));
      assertThat(lines.get(number - 1)).endsWith("# " + variable(setting));
    }
  }

  @Test
  void referenceFile_itsVariables_areThoseOfTheSettings() throws Exception {
    List<String> named =
        VARIABLE
            .matcher(Files.readString(FILE, StandardCharsets.UTF_8))
            .results()
            .map(MatchResult::group)
            .toList();
    assertThat(named)
        .containsExactlyInAnyOrderElementsOf(settings().map(each -> variable(each)).toList());
  }

  @Test
  void referenceFile_example_isReadWithEveryKeyOfASource() throws Exception {
    List<String> lines = lines();
    String example =
        String.join(
            "\n",
            lines.subList(lines.indexOf("# Example:") + 1, lines.size()).stream()
                .map(line -> line.substring("# ".length()))
                .toList());

    Config config = Config.parse("example", example, Path.of("/"), Map.of());

    assertThat(config.sources()).hasSize(1);
    assertThat(config.effective())
        .filteredOn(setting -> setting.path().startsWith("sources"))
        .hasSize(8)
        .noneMatch(setting -> setting.origin().equals("default"));
  }
}
