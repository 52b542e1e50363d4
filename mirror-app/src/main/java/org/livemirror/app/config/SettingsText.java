package org.livemirror.app.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** The text of a file that the user wrote. */
final class SettingsText {
  private SettingsText() {}

  /**
   * Reads a file.
   *
   * @throws ConfigException if it is not there or not UTF-8
   * @throws IOException if it cannot be read
   */
  static String read(Path file) throws ConfigException, IOException {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw new ConfigException(List.of(file + ": found no such file (expected the settings)"));
    } catch (CharacterCodingException e) {
      throw new ConfigException(List.of(file + ": found bytes that are not UTF-8 (expected text)"));
    } catch (IOException e) {
      throw new IOException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
