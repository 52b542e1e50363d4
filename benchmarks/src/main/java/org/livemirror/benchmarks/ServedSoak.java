package org.livemirror.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.livemirror.testkit.soak.HttpSoak;

/** Soaks the server of the runnable jar for an hour, or as long as told: see {@link HttpSoak}. */
public final class ServedSoak {
  private static final String USAGE =
      """
      usage: soak [--minutes N] [--seed N]
        --minutes N  how long clients come (60)
        --seed N     what draws content and clients (any)
      Exit status: 0 nothing wrong, 1 something, 2 usage.""";

  private ServedSoak() {}

  /** The arguments are the jar, a folder that is not there, and the options. */
  public static void main(String[] words) throws Exception {
    long minutes = 60;
    long seed = new Random().nextInt(1_000_000);
    try {
      for (int i = 2; i < words.length; i += 2) {
        long number = Long.parseLong(i + 1 < words.length ? words[i + 1] : "nothing");
        switch (words[i]) {
          case "--minutes" -> minutes = number;
          case "--seed" -> seed = number;
          default -> throw new IllegalArgumentException("found '" + words[i] + "'");
        }
      }
      if (minutes < 1) {
        throw new IllegalArgumentException("found " + minutes + " minutes (expected 1 or more)");
      }
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "\n" + USAGE);
      System.exit(2);
      return;
    }
    List<String> java =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", words[0]);
    Path folder = Files.createDirectories(Path.of(words[1]));
    HttpSoak soak = new HttpSoak(java, folder, Duration.ofMinutes(minutes), seed, System.out);
    System.exit(soak.run().isEmpty() ? 0 : 1);
  }
}
