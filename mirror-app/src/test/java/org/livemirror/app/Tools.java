package org.livemirror.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Programs that clients and operators use, if this machine has them. */
final class Tools {
  private static final long PATIENCE_SECONDS = 60;

  private Tools() {}

  /** Skips the test if a tool is missing; with {@code CI=true} fails it. */
  static void need(String... names) {
    for (String name : names) {
      boolean found = has(name);
      String message = "found no " + name + " on the PATH (expected it for this test)";
      if ("true".equals(System.getenv("CI"))) {
        assertThat(found).as(message).isTrue();
      }
      assumeTrue(found, message);
    }
  }

  static boolean has(String name) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
  }

  /** Runs a tool that has to end with status 0; returns what it printed, errors included. */
  static String run(Path folder, String... command) throws IOException, InterruptedException {
    Path output = Files.createTempFile("tool", ".out");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
      process.destroyForcibly().waitFor();
      String printed = Files.readString(output);
      assertThat(ended).as("%s still running: %s", List.of(command), printed).isTrue();
      assertThat(process.exitValue()).as("%s: %s", List.of(command), printed).isZero();
      return printed;
    } finally {
      Files.delete(output);
    }
  }
}
