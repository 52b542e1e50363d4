package org.livemirror.http.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a password is: in a file or in a variable of the environment, never in the settings. What
 * it prints is the place.
 */
public sealed interface Secret {
  /** The password, read anew each time. */
  char[] read() throws IOException;

  /** The first line of a file. */
  record InFile(Path file) implements Secret {
    @Override
    public char[] read() throws IOException {
      return Files.readString(file, StandardCharsets.UTF_8)
          .lines()
          .findFirst()
          .orElse("")
          .toCharArray();
    }

    @Override
    public String toString() {
      return "file:" + file;
    }
  }

  /** The value of a variable. */
  record InEnvironment(String variable) implements Secret {
    @Override
    public char[] read() throws IOException {
      return Optional.ofNullable(System.getenv(variable))
          .orElseThrow(() -> new IOException("the environment has no " + variable))
          .toCharArray();
    }

    @Override
    public String toString() {
      return "env:" + variable;
    }
  }
}
