package org.livemirror.store.file;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.livemirror.store.PublisherBusyException;
import org.livemirror.store.PublisherLock;
import org.livemirror.store.Stored;

/**
 * Another process that wants the publisher lock of a store: prints {@code locked} and keeps it
 * until its input ends, or prints {@code busy} and the reason.
 */
final class OtherPublisher implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;

  private OtherPublisher(Process process) {
    this.process = process;
    this.output = process.inputReader(StandardCharsets.UTF_8);
  }

  static OtherPublisher start(Path store) throws IOException {
    return new OtherPublisher(
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                OtherPublisher.class.getName(),
                store.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start());
  }

  /** What it said; waits for it. */
  String outcome() throws IOException {
    return String.valueOf(output.readLine());
  }

  long pid() {
    return process.pid();
  }

  void release() throws IOException, InterruptedException {
    process.getOutputStream().close();
    process.waitFor();
  }

  /** As a crash or {@code kill -9} would. */
  void crash() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() throws InterruptedException {
    crash();
  }

  public static void main(String[] args) throws IOException {
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (FileContentStore store = FileContentStore.open(Path.of(args[0]), Stored.CLOCK);
        PublisherLock lock = store.generations().lockPublisher()) {
      System.out.println("locked");
      while (input.readLine() != null) {}
    } catch (PublisherBusyException e) {
      System.out.println("busy: " + e.getMessage());
    }
  }
}
