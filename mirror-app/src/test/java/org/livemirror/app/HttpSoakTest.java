package org.livemirror.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.livemirror.testkit.soak.HttpSoak;

/** The short form of {@code benchmarks/run soak}, which see. */
@EnabledOnOs(OS.LINUX) // reads /proc
@Timeout(600)
final class HttpSoakTest {
  private static final Duration LENGTH = Duration.ofSeconds(Integer.getInteger("soak.seconds", 40));
  private static final long SEED = Long.getLong("soak.seed", new Random().nextInt(1_000_000));

  @TempDir private Path folder;

  @Test
  void clientsOfAllManners_whileContentIsReplacedAndRolledBack_getRightBytesOnly()
      throws Exception {
    List<String> program =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName());
    HttpSoak soak = new HttpSoak(program, folder, LENGTH, SEED, System.out);
    assertThat(soak.run()).as("found wrong, seed %d", SEED).isEmpty();
  }
}
