package org.livemirror.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.livemirror.core.publish.Published;
import org.livemirror.store.Channel;
import org.livemirror.store.ContentPath;
import org.livemirror.store.Entry;
import org.livemirror.store.Generation;
import org.livemirror.store.file.FileContentStore;

/**
 * Measures a store of 100,000 files: lookup of a path, memory of an entry, publish of 100 changes,
 * and how long it takes to load. Says which targets are met.
 */
public final class Store {
  private static final double LOOKUP_NANOS = 500;
  private static final double ENTRY_BYTES = 300;
  private static final double PUBLISH_SECONDS = 1;
  private static final double LOAD_SECONDS = 2;
  private static final int LOOKUPS = 1_000_000;
  private static final int ROUNDS = 9;

  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  private boolean met = true;

  private Store() {}

  /** The one argument is the folder to work in; what is in it is deleted first. */
  public static void main(String[] words) throws Exception {
    if (words.length != 1) {
      System.err.println("usage: store FOLDER");
      System.exit(2);
      return;
    }
    System.out.printf("Java %s%n", System.getProperty("java.vm.version"));
    System.exit(new Store().run(Path.of(words[0])) ? 0 : 1);
  }

  private boolean run(Path folder) throws Exception {
    delete(folder);
    Files.createDirectories(folder);
    try (FileContentStore store = FileContentStore.open(folder, Clock.systemUTC())) {
      ManyFiles files = new ManyFiles(store);
      System.out.printf(
          "publishing %d catalogs of %d packages, once%n", ManyFiles.CATALOGS, ManyFiles.PACKAGES);
      files.publishAll();
      publish(store, files, folder);
      load(folder);
      memory(folder);
      lookup(store.generations().current(Channel.PRODUCTION).orElseThrow());
    }
    return met;
  }

  /** The whole of what a pull does after it has verified what is new. */
  private void publish(FileContentStore store, ManyFiles files, Path folder) throws Exception {
    Published published = new Published(store); // as in a server, which publishes beside
    double[] seconds = new double[ROUNDS];
    double[] cpu = new double[ROUNDS];
    double[] bytes = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      ManyFiles.Change change = files.change(round);
      long before = bytesIn(folder);
      long start = System.nanoTime();
      long cpuStart = THREADS.getCurrentThreadCpuTime();
      change.publish();
      seconds[round] = (System.nanoTime() - start) / 1e9;
      cpu[round] = (THREADS.getCurrentThreadCpuTime() - cpuStart) / 1e9;
      published.refresh();
      bytes[round] = bytesIn(folder) - before;
    }
    tell("publish of 100 changes", Duel.median(seconds), "s", PUBLISH_SECONDS);
    System.out.printf(Locale.ROOT, "  %.3f s of a processor%n", Duel.median(cpu));
    int entries = store.generations().current(Channel.PRODUCTION).orElseThrow().entries().size();
    System.out.printf(
        Locale.ROOT,
        "  %,d bytes written, of %,d a whole generation would take%n",
        (long) Duel.median(bytes),
        bytesOfPages(store) + (long) entries);
  }

  private static long bytesOfPages(FileContentStore store) throws Exception {
    long bytes = 0;
    int number = store.generations().pointer(Channel.PRODUCTION).orElseThrow().generation();
    for (var page : store.generations().manifest(number).pages()) {
      bytes += store.blobs().sizeBytes(page.blob()).orElseThrow();
    }
    return bytes;
  }

  private void load(Path folder) throws Exception {
    double[] seconds = new double[ROUNDS];
    double[] cpu = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      long cpuStart = THREADS.getCurrentThreadCpuTime();
      // A store of its own, as after a restart.
      Published published = new Published(FileContentStore.open(folder, Clock.systemUTC()));
      seconds[round] = (System.nanoTime() - start) / 1e9;
      cpu[round] = (THREADS.getCurrentThreadCpuTime() - cpuStart) / 1e9;
      if (published.current().generation().entries().isEmpty()) {
        throw new IllegalStateException("nothing loaded");
      }
    }
    tell("load", Duel.median(seconds), "s", LOAD_SECONDS);
    System.out.printf(Locale.ROOT, "  %.3f s of a processor%n", Duel.median(cpu));
  }

  private void memory(Path folder) throws Exception {
    FileContentStore store = FileContentStore.open(folder, Clock.systemUTC());
    long before = usedBytes();
    Generation generation = store.generations().current(Channel.PRODUCTION).orElseThrow();
    long with = usedBytes();
    Published published = new Published(store);
    long withPlan = usedBytes();
    if (published.current().generation() != generation) {
      throw new IllegalStateException("another generation");
    }
    double entries = generation.entries().size();
    tell("memory of an entry", (with - before) / entries, "B", ENTRY_BYTES);
    System.out.printf(
        Locale.ROOT, "  and %.0f B for what is planned from%n", (withPlan - with) / entries);
  }

  private static long usedBytes() throws InterruptedException {
    Runtime runtime = Runtime.getRuntime();
    long used = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      Thread.sleep(50);
      used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
    }
    return used;
  }

  private void lookup(Generation generation) {
    List<String> names = new ArrayList<>();
    for (Entry entry : generation.entries()) {
      names.add(entry.path().toString());
    }
    SplittableRandom random = new SplittableRandom(1);
    String[] asked = new String[LOOKUPS];
    for (int i = 0; i < LOOKUPS; i++) {
      // A text of its own, as from a request, and not one whose hash is known already.
      asked[i] = new String(names.get(random.nextInt(names.size())).toCharArray());
    }
    double[] nanos = new double[ROUNDS];
    double[] bytes = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      long allocated = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
      long start = THREADS.getCurrentThreadCpuTime();
      long found = 0;
      for (String name : asked) {
        found += generation.find(ContentPath.parse(name).orElseThrow()).orElseThrow().sizeBytes();
      }
      nanos[round] = (THREADS.getCurrentThreadCpuTime() - start) / (double) LOOKUPS;
      bytes[round] =
          (THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - allocated)
              / (double) LOOKUPS;
      if (found == 0) {
        throw new IllegalStateException("nothing found");
      }
    }
    tell("lookup of a path, parsing included", Duel.median(nanos), "ns", LOOKUP_NANOS);
    System.out.printf(Locale.ROOT, "  %.0f bytes allocated for each%n", Duel.median(bytes));
  }

  private void tell(String what, double value, String unit, double most) {
    boolean good = value <= most;
    met &= good;
    System.out.printf(
        Locale.ROOT,
        "%-36s %10.3f %-3s at most %6.0f  %s%n",
        what,
        value,
        unit,
        most,
        good ? "met" : "MISSED");
  }

  private static long bytesIn(Path folder) throws IOException {
    long[] bytes = {0};
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            bytes[0] += attributes.size();
            return FileVisitResult.CONTINUE;
          }
        });
    return bytes[0];
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path each, @Nullable IOException failure)
              throws IOException {
            Files.delete(each);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
