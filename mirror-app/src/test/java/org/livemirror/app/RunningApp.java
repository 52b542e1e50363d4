package org.livemirror.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The program as a process of its own, killed when closed. */
final class RunningApp implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Process process;
  private final Path out;
  private final Path err;

  private RunningApp(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /**
   * Starts {@code livemirror <args>}.
   *
   * @param folder its working folder, which takes its output too
   */
  static RunningApp start(Path folder, List<String> jvmOptions, Object... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    // The runnable jar's manifest says the same; a class path cannot.
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-Dsun.misc.unsafe.memory.access=allow"); // as bin/livemirror does
    command.add("-Dio.netty.leakDetection.level=advanced");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    for (Object arg : args) {
      command.add(arg.toString());
    }
    Path out = Files.createTempFile(folder, "app", ".out");
    Path err = Files.createTempFile(folder, "app", ".err");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    return new RunningApp(process, out, err);
  }

  static RunningApp start(Path folder, Object... args) throws IOException {
    return start(folder, List.of("-XX:TieredStopAtLevel=1"), args);
  }

  String out() {
    return read(out);
  }

  String err() {
    return read(err);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for the line that says it listens. */
  String readyLine() {
    await().atMost(PATIENCE).until(() -> !process.isAlive() || ready().isPresent());
    return ready()
        .orElseThrow(() -> new AssertionError("ended without a ready line: " + out() + err()));
  }

  private Optional<String> ready() {
    String text = out();
    return text.substring(0, text.lastIndexOf('\n') + 1)
        .lines()
        .filter(line -> line.startsWith("ready "))
        .findFirst();
  }

  URI url(String plane) {
    Matcher matcher = Pattern.compile(" " + plane + "=(\\S+)").matcher(readyLine());
    assertThat(matcher.find()).as("%s in %s", plane, readyLine()).isTrue();
    return URI.create(matcher.group(1));
  }

  /** Sends SIGTERM. */
  void terminate() {
    process.destroy();
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for its end. */
  int exitStatus() throws InterruptedException {
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .as("still running: %s %s", out(), err())
        .isTrue();
    return process.exitValue();
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }
}
