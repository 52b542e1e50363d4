package org.livemirror.app.command;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.livemirror.app.config.Config;
import org.livemirror.app.config.ConfigException;
import org.livemirror.app.wiring.Mirror;
import picocli.CommandLine.Option;

/** The option {@code --config}, for every command that works on a mirror. */
final class ConfigOption {
  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description =
          "Settings; default: livemirror.yaml in the working folder, else built-in defaults.")
  private @Nullable Path file;

  Config load() throws ConfigException, IOException {
    return Config.load(Optional.ofNullable(file), System.getenv());
  }

  Mirror open() throws ConfigException, IOException {
    return Mirror.open(load(), Clock.systemUTC());
  }
}
