package org.livemirror.testkit.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The server under soak: a process, its port, its log, and what it takes of the machine. */
final class SoakedServer implements AutoCloseable {
  /**
   * A heap of its own size, so that resident memory tells the same on every machine; and told of
   * buffers that were forgotten.
   */
  private static final List<String> JVM =
      List.of("-Xmx256m", "-Dio.netty.leakDetection.level=advanced");

  private static final long PATIENCE_SECONDS = 60;

  private final Process process;
  private final Path log;
  private final Path jcmdOut;
  private final int port;

  private SoakedServer(Process process, Path log, Path jcmdOut, int port) {
    this.process = process;
    this.log = log;
    this.jcmdOut = jcmdOut;
    this.port = port;
  }

  static SoakedServer start(Program program) throws IOException, InterruptedException {
    Path out = program.folder().resolve("serve.out");
    Path log = program.folder().resolve("serve.log");
    Process process = program.start(out, log, JVM, "serve", "-c", program.settings());
    Pattern ready = Pattern.compile("^ready .*http=http://[^:]+:(\\d+)/", Pattern.MULTILINE);
    long start = System.nanoTime();
    while (process.isAlive()
        && System.nanoTime() - start < TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
      Matcher matcher = ready.matcher(Files.readString(out));
      if (matcher.find()) {
        return new SoakedServer(
            process, log, program.folder().resolve("jcmd.out"), Integer.parseInt(matcher.group(1)));
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    process.destroyForcibly();
    throw new IOException("no ready line: " + Files.readString(out) + Files.readString(log));
  }

  int port() {
    return port;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Looks at it now, after a full collection, which this causes. */
  Sample sample() throws IOException, InterruptedException {
    long heap = liveBytes();
    return new Sample(heap, residentBytes(), openFiles());
  }

  long openFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
      return files.count();
    }
  }

  private long residentBytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) << 10;
      }
    }
    throw new IOException("found no VmRSS of process " + process.pid());
  }

  private long liveBytes() throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(process.pid()),
                "GC.class_histogram")
            .redirectErrorStream(true)
            .redirectOutput(jcmdOut.toFile())
            .start();
    boolean ended = jcmd.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    jcmd.destroyForcibly();
    List<String> lines = Files.readAllLines(jcmdOut);
    String last = lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    if (!ended || !last.startsWith("Total")) {
      throw new IOException("jcmd said '%s' (expected a total of live bytes)".formatted(last));
    }
    return Long.parseLong(last.strip().split("\\s+", 4)[2]);
  }

  /** Lines of its log that tell of a fault: errors, stack traces, leaks of buffers. */
  List<String> faults() throws IOException {
    return Files.readAllLines(log).stream()
        .filter(
            line -> line.contains(" ERROR ") || line.startsWith("\tat ") || line.contains("LEAK"))
        .toList();
  }

  long warnings() throws IOException {
    return Files.readAllLines(log).stream().filter(line -> line.contains(" WARN ")).count();
  }

  /** Sends SIGTERM. */
  void terminate() {
    process.destroy();
  }

  /** Waits for its end; -1 if it goes on. */
  int exitStatus() throws InterruptedException {
    return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) ? process.exitValue() : -1;
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }
}
