package org.livemirror.testkit.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.livemirror.core.trust.Certificates;
import org.livemirror.testkit.Forge;

/**
 * The program's commands as processes, on one data folder with default settings.
 *
 * @param command how it is started, without its arguments and without options of the JVM
 * @param folder what it works in; its settings, data and output are there
 */
record Program(List<String> command, Path folder) {
  private static final long PATIENCE_SECONDS = 120;

  /** Writes the settings: the defaults but for ports, which any may be. */
  void configure() throws IOException {
    Files.writeString(
        folder.resolve("root.pem"), Certificates.pem(Forge.standard().chain().root()));
    Files.writeString(
        settings(),
        """
        data: ./data
        http: {bind: 127.0.0.1, port: 0}
        ftp: {bind: 127.0.0.1, port: 0, passivePorts: 0-0}
        admin: {port: 0}
        trust: {anchors: [root.pem]}
        """);
  }

  Path settings() {
    return folder.resolve("soak.yaml");
  }

  /** What production serves, as the pointer names it; empty before the first. */
  String currentGeneration() throws IOException {
    Path current = folder.resolve("data/CURRENT");
    return Files.exists(current) ? Files.readString(current).strip().split("\\s+", 2)[0] : "";
  }

  /** Runs a command that has to end with status 0. */
  void run(Object... arguments) throws IOException, InterruptedException {
    Path output = folder.resolve("command.out");
    Process process = start(output, output, List.of("-XX:TieredStopAtLevel=1"), arguments);
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException(
            "%s: %s (expected status 0): %s"
                .formatted(
                    List.of(arguments),
                    process.isAlive() ? "still running" : "status " + process.exitValue(),
                    Files.readString(output)));
      }
    } finally {
      process.destroyForcibly();
    }
  }

  /** Starts a command. */
  Process start(Path out, Path err, List<String> jvmOptions, Object... arguments)
      throws IOException {
    List<String> words = new ArrayList<>(command.subList(0, 1));
    words.addAll(jvmOptions);
    words.addAll(command.subList(1, command.size()));
    for (Object argument : arguments) {
      words.add(argument.toString());
    }
    ProcessBuilder builder =
        new ProcessBuilder(words).directory(folder.toFile()).redirectOutput(out.toFile());
    if (out.equals(err)) {
      builder.redirectErrorStream(true);
    } else {
      builder.redirectError(err.toFile());
    }
    return builder.start();
  }
}
