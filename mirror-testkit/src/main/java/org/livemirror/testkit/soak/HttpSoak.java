package org.livemirror.testkit.soak;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.livemirror.core.catalog.ProductId;
import org.livemirror.testkit.soak.Offered.Pack;

/**
 * Soaks a server: forges content → the program imports it → the server serves it → {@link Visitor}s
 * fetch it and check every byte, while a {@link Publisher} goes on and memory is watched → SIGTERM
 * during a transfer, which still ends well.
 *
 * <p>The seed draws the content and what each visitor does; threads meet as they meet. Needs a JDK
 * and {@code /proc}. One at a time for each folder.
 *
 * @param program how the program is started: the {@code java} command first
 * @param folder an empty folder for its data, settings and log
 * @param length how long visitors come
 */
public record HttpSoak(
    List<String> program, Path folder, Duration length, long seed, PrintStream out) {
  private static final Duration BETWEEN_GENERATIONS = Duration.ofSeconds(3);
  private static final Duration BETWEEN_SAMPLES = Duration.ofSeconds(10);
  private static final int PRODUCTS = 6;
  private static final int VISITORS = 12;

  /** Runs it and tells what it found; returns the first things found wrong, none if it passed. */
  public List<String> run() throws Exception {
    out.printf("soak: %d s, seed %d%n", length.toSeconds(), seed);
    Program commands = new Program(program, folder);
    commands.configure();
    Offered offered =
        new Offered(
            IntStream.range(0, PRODUCTS)
                .mapToObj(i -> new ProductId("Soaked " + i, "1.0", "SymAllLanguages"))
                .toList());
    Findings findings = new Findings();
    Path content = Files.createDirectory(folder.resolve("content"));
    Publisher publisher = new Publisher(commands, content, new Random(seed), offered, findings);
    publisher.first();
    List<Sample> samples = new ArrayList<>();
    try (SoakedServer server = SoakedServer.start(commands)) {
      long filesBefore = server.openFiles();
      visit(server, publisher, offered, findings, samples);
      awaitFilesClosed(server, filesBefore, findings);
      stop(server, offered, largest(content), findings);
      for (String fault : server.faults()) {
        findings.wrong("in the server's log: " + fault);
      }
      tell(findings, samples, server.warnings());
    }
    return findings.first();
  }

  private void visit(
      SoakedServer server,
      Publisher publisher,
      Offered offered,
      Findings findings,
      List<Sample> samples)
      throws Exception {
    AtomicBoolean stopped = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(VISITORS + 1);
    try {
      for (int i = 0; i < VISITORS; i++) {
        threads.execute(new Visitor(server.port(), seed * 1000 + i, offered, findings, stopped));
      }
      threads.execute(() -> publish(publisher, server.port(), findings, stopped));
      long start = System.nanoTime();
      for (Duration at = BETWEEN_SAMPLES; at.compareTo(length) <= 0; ) {
        TimeUnit.NANOSECONDS.sleep(start + at.toNanos() - System.nanoTime());
        if (!server.isAlive()) {
          findings.wrong("the server ended with status " + server.exitStatus());
          return;
        }
        samples.add(server.sample());
        if (at.toSeconds() % 60 == 0) {
          line(at, findings, samples.get(samples.size() - 1));
        }
        at = at.plus(BETWEEN_SAMPLES);
      }
    } finally {
      stopped.set(true);
      threads.shutdown();
      if (!threads.awaitTermination(3, TimeUnit.MINUTES)) {
        findings.wrong("a client or the publisher was still waiting 3 minutes after the end");
        threads.shutdownNow();
      }
    }
  }

  private static void publish(
      Publisher publisher, int port, Findings findings, AtomicBoolean stopped) {
    try {
      while (!stopped.get()) {
        publisher.turn(port);
        TimeUnit.NANOSECONDS.sleep(BETWEEN_GENERATIONS.toNanos());
      }
    } catch (Exception e) {
      findings.wrong("publishing ended: " + e);
    }
  }

  /** What visitors opened has to be closed when they have gone. */
  private static void awaitFilesClosed(SoakedServer server, long before, Findings findings)
      throws IOException, InterruptedException {
    long open = Long.MAX_VALUE;
    for (int i = 0; i < 100 && server.isAlive(); i++) {
      open = server.openFiles();
      if (open <= before + VISITORS) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
    if (!server.isAlive()) {
      return; // told already, or at the stop
    }
    findings.wrong("%d files open without clients (expected about %d)".formatted(open, before));
  }

  private static Pack largest(Path content) throws IOException {
    try (var files = Files.newDirectoryStream(content, "*.m25")) {
      Path largest = content;
      long size = -1;
      for (Path file : files) {
        if (Files.size(file) > size) {
          largest = file;
          size = Files.size(file);
        }
      }
      return Pack.of(largest);
    }
  }

  /** SIGTERM while a package is on its way: it still comes whole, and the status is 0. */
  private static void stop(SoakedServer server, Offered offered, Pack pack, Findings findings)
      throws InterruptedException {
    try (Wire wire = new Wire(server.port(), 8 << 10)) {
      Asking asking = new Asking(wire, "/", offered, findings);
      Reply reply = asking.ask(pack, "GET", 200);
      server.terminate();
      asking.whole(pack, reply, 1);
    } catch (Asking.Withdrawn e) {
      server.terminate();
    } catch (IOException e) {
      findings.wrong("the transfer of " + pack.name() + " under way at the stop: " + e);
      server.terminate();
    }
    int status = server.exitStatus();
    if (status != 0) {
      findings.wrong("the server ended with status " + status + " (expected 0)");
    }
  }

  private void line(Duration at, Findings findings, Sample sample) {
    out.printf(
        Locale.ROOT,
        "soak %4d min  generations %4d  sessions %7d  requests %8d  GB %6.1f  heap %4d MB  resident %4d MB  files %4d  wrong %d%n",
        at.toMinutes(),
        findings.counted("generations"),
        findings.counted("sessions"),
        findings.counted("requests"),
        findings.counted("bytes checked") / 1e9,
        sample.heapBytes() >> 20,
        sample.residentBytes() >> 20,
        sample.openFiles(),
        findings.wrongs());
  }

  private void tell(Findings findings, List<Sample> samples, long warnings) {
    if (!samples.isEmpty()) {
      for (Sample.Trend trend : Sample.trends(samples, VISITORS)) {
        out.printf(
            "soak: %-28s first third %8d, last third %8d, at most %6d more: %s%n",
            trend.what(),
            trend.first(),
            trend.last(),
            trend.bound(),
            trend.isFlat() ? "flat" : "GREW");
        if (!trend.isFlat()) {
          findings.wrong("%s grew: %s".formatted(trend.what(), trend));
        }
      }
    }
    findings.counts().forEach((what, count) -> out.printf("soak: %-40s %14d%n", what, count.sum()));
    out.printf("soak: %-40s %14d%n", "warnings in the server's log", warnings);
    findings.first().forEach(each -> out.println("WRONG: " + each));
    out.printf(
        "soak: seed %d, %d wrong: %s%n",
        seed, findings.wrongs(), findings.wrongs() == 0 ? "passed" : "FAILED");
  }
}
