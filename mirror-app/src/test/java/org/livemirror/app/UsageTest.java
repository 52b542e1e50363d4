package org.livemirror.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line itself: help, version, and what is no command. */
final class UsageTest {
  @Test
  void version_isPrinted() {
    assertThat(Cli.run("--version").exits(0).out()).startsWith("livemirror ");
  }

  @Test
  void help_namesEveryCommand() {
    assertThat(Cli.run("--help").exits(0).out())
        .contains(
            "demo",
            "serve",
            "status",
            "status",
            "pull",
            "import",
            "verify",
            "plan",
            "generations",
            "author",
            "config");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo",
        "serve",
        "pull",
        "import",
        "verify",
        "plan",
        "generations",
        "generations list",
        "generations state",
        "generations show",
        "generations diff",
        "generations rollback",
        "generations allow",
        "generations hold",
        "generations release",
        "generations promote",
        "generations label",
        "password",
        "author",
        "config",
        "config check",
        "config show",
        "generate-completion"
      })
  void help_ofACommand_isPrinted(String command) {
    Object[] args = (command + " --help").split(" ", -1);

    assertThat(Cli.run(args).exits(0).out()).contains("Usage: livemirror " + command);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--nonsense",
        "config",
        "generations",
        "import",
        "verify",
        "plan",
        "author",
        "demo --http-port many",
        "pull --source"
      })
  void commandLine_thatIsWrong_exitsWith2AndUsage(String line) {
    Object[] args = line.isEmpty() ? new Object[0] : line.split(" ", -1);

    Cli.Ran ran = Cli.run(args).exits(2);

    assertThat(ran.err()).contains("Usage: livemirror");
    assertThat(ran.out()).isEmpty();
  }

  @Test
  void completion_knowsEveryCommand() {
    assertThat(Cli.run("generate-completion").exits(0).out())
        .contains("picocli_livemirror_serve", "picocli_livemirror_generations_list");
  }

  @Test
  void command_thatIsNone_exitsWith2AndIsNamed() {
    assertThat(Cli.run("verfy", "x").exits(2).err()).contains("'verfy'").contains("verify");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"config check", "config show", "pull", "generations list", "serve", "import x"})
  void settings_thatAreNotThere_exitWith2(String command, @TempDir Path folder) {
    Path file = folder.resolve("absent.yaml");
    Object[] args = (command + " -c " + file).split(" ", -1);

    Cli.Ran ran = Cli.run(args).exits(2);

    assertThat(ran.err().lines())
        .containsExactly("livemirror: " + file + ": found no such file (expected the settings)");
  }
}
