package org.livemirror.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What to measure and for how long.
 *
 * @param parts of {@link #PARTS}, in order
 * @param passes how often each part goes through its material; a pass counts
 * @param soak how long the soak lasts
 * @param packages how many packages of about 100 MB the material has
 * @param folder where the material is kept from run to run
 */
record Options(List<String> parts, int passes, Duration soak, int packages, Path folder) {
  static final List<String> PARTS = List.of("hash", "guards", "noise", "catalogs", "cliff", "soak");

  static final String USAGE =
      """
      usage: trust [--passes N] [--minutes N] [--packages N] [--dir FOLDER] [PART]...
        PART         hash, guards, noise, catalogs, cliff, soak; all if none is named
        --passes N   rounds through the material for hash, guards and catalogs (1)
        --minutes N  length of the soak (3)
        --packages N packages of 100 MB in the material (20)
        --dir FOLDER where the material is kept (trust-material below the temporary folder)
      Exit status: 0 every target met, 1 one missed, 2 usage.""";

  /**
   * @throws IllegalArgumentException for what is no option
   */
  static Options parse(List<String> words) {
    Set<String> parts = new LinkedHashSet<>();
    int passes = 1;
    int minutes = 3;
    int packages = 20;
    Path folder = Path.of(System.getProperty("java.io.tmpdir"), "trust-material");
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (PARTS.contains(word)) {
        parts.add(word);
      } else if (!word.startsWith("--") || i + 1 == words.size()) {
        throw new IllegalArgumentException("found '" + word + "'");
      } else {
        String value = words.get(++i);
        switch (word) {
          case "--passes" -> passes = positive(value);
          case "--minutes" -> minutes = positive(value);
          case "--packages" -> packages = positive(value);
          case "--dir" -> folder = Path.of(value);
          default -> throw new IllegalArgumentException("found '" + word + "'");
        }
      }
    }
    return new Options(
        parts.isEmpty() ? PARTS : List.copyOf(parts),
        passes,
        Duration.ofMinutes(minutes),
        packages,
        folder);
  }

  private static int positive(String value) {
    int number = Integer.parseInt(value);
    if (number < 1) {
      throw new IllegalArgumentException("found " + number + " (expected 1 or more)");
    }
    return number;
  }
}
