package org.livemirror.http.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.livemirror.http.access.AccessLogSettings.Format;

/** From many threads through the writer to files, also when these do not take it. */
final class AccessLogTest {
  private static final int LINE_BYTES = lineBytes();

  @TempDir private Path folder;

  private static int lineBytes() {
    LineBuffer buffer = new LineBuffer();
    buffer.begin(1);
    Format.COMBINED.newLines().write(Told.plain(), buffer);
    return buffer.content().remaining();
  }

  private static AccessLog started(Path file) {
    return AccessLog.start(
        new AccessLogSettings(Optional.of(file), Format.COMBINED, Long.MAX_VALUE, 1, false),
        Clock.systemUTC());
  }

  @Test
  void line_isInTheFileSoon_andAllAreAfterClose() throws Exception {
    Path file = folder.resolve("logs/deep/access.log");
    try (AccessLog log = started(file)) {
      log.ended(Told.plain());
      await().until(() -> Files.exists(file) && Files.size(file) == LINE_BYTES);
      log.ended(Told.plain());
      log.ended(Told.plain());
    }
    assertThat(Files.readAllLines(file)).hasSize(3);
  }

  @Test
  void lines_afterARestart_areAppended() throws Exception {
    Path file = folder.resolve("access.log");
    for (int i = 0; i < 2; i++) {
      try (AccessLog log = started(file)) {
        log.ended(Told.plain().asking("GET", "/" + i, "HTTP/1.1"));
      }
    }
    assertThat(Files.readAllLines(file)).hasSize(2);
  }

  @Test
  void lines_ofManyThreads_areAllThereInTheOrderOfEach() throws Exception {
    int threads = 8;
    int each = 8_000;
    Path file = folder.resolve("access.log");
    try (AccessLog log = started(file)) {
      List<Thread> running = new ArrayList<>();
      // Together they fit into the queue, so that a slow disk cannot lose any.
      assertThat((long) threads * each * LINE_BYTES).isLessThan(30L * LineBuffer.FULL);
      for (int t = 0; t < threads; t++) {
        String name = "t" + t;
        Thread thread =
            new Thread(
                () -> {
                  for (int i = 0; i < each; i++) {
                    log.ended(Told.plain().asking("GET", "/" + i, "HTTP/1.1").by(name));
                  }
                });
        thread.start();
        running.add(thread);
      }
      for (Thread thread : running) {
        thread.join();
      }
    }
    int[] next = new int[threads];
    for (String line : Files.readAllLines(file)) {
      String[] words = line.split(" ", -1);
      int thread = Integer.parseInt(words[2].substring(1));
      assertThat(words[6]).isEqualTo("/" + next[thread]++);
    }
    assertThat(next).containsOnly(each);
  }

  /** A disk that hangs until it is let go. */
  private static final class HangingSink implements LogSink {
    final Semaphore letGo = new Semaphore(0);
    final CountDownLatch hangs = new CountDownLatch(1);
    final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @Override
    public void write(ByteBuffer lines) {
      hangs.countDown();
      letGo.acquireUninterruptibly();
      byte[] bytes = new byte[lines.remaining()];
      lines.get(bytes);
      written.writeBytes(bytes);
    }

    @Override
    public void close() {}
  }

  @Test
  void lines_whileTheDiskHangs_areCountedAsLostAndNeverWaitedFor() throws Exception {
    HangingSink disk = new HangingSink();
    int many = 5 * LineBuffer.FULL / LINE_BYTES;
    int logged = 1;
    try (AccessLog log = new AccessLog(disk, Format.COMBINED, 2, 0)) {
      log.ended(Told.plain());
      assertThat(disk.hangs.await(30, TimeUnit.SECONDS)).isTrue();
      for (int i = 0; i < many; i++) {
        log.ended(Told.plain());
        logged++;
      }
      assertThat(log.lostLines()).isPositive();
      disk.letGo.release(1000);
      await().until(() -> disk.written.size() > LINE_BYTES);
      log.ended(Told.plain());
      logged++;
      long lost = log.lostLines();
      log.close();
      assertThat(disk.written.size() / LINE_BYTES + lost).isEqualTo(logged);
      assertThat(disk.written.size() % LINE_BYTES).isZero();
    }
  }

  @Test
  void close_whileTheDiskHangs_ends() throws Exception {
    HangingSink disk = new HangingSink();
    try (AccessLog log = new AccessLog(disk, Format.COMBINED, 2, 0)) {
      log.ended(Told.plain());
      assertThat(disk.hangs.await(30, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(disk.written.size()).isZero();
    disk.letGo.release(1);
  }

  @Test
  void file_thatCannotBe_isToldAndTriedAgain() throws Exception {
    Path blocked = Files.writeString(folder.resolve("logs"), "a file where a folder should be");
    Path file = blocked.resolve("access.log");
    AccessLogSettings settings =
        new AccessLogSettings(Optional.of(file), Format.COMBINED, 1000, 1, false);
    LogSink sink = new RotatingFile(file, settings, Clock.systemUTC());
    try (AccessLog log = new AccessLog(sink, Format.COMBINED, 2, 0)) {
      log.ended(Told.plain());
      await().until(() -> log.lostLines() == 1);
      Files.delete(blocked);
      log.ended(Told.plain());
      await().until(() -> Files.exists(file) && Files.size(file) == LINE_BYTES);
      assertThat(log.lostLines()).isEqualTo(1);
    }
  }

  @Test
  void exchange_thatCannotBeFormatted_isLostAloneAndThrowsNothing() throws Exception {
    Path file = folder.resolve("access.log");
    try (AccessLog log = started(file)) {
      log.ended(Told.plain());
      log.ended(Told.plain().breaking());
      log.ended(Told.plain());
      assertThat(log.lostLines()).isEqualTo(1);
    }
    assertThat(Files.size(file)).isEqualTo(2L * LINE_BYTES);
  }

  @Test
  void standardOutput_getsTheSameLines() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (AccessLog log = new AccessLog(new StandardOutput(out), Format.JSON, 2, 0)) {
      log.ended(Told.plain());
    }
    assertThat(out.toString(StandardCharsets.US_ASCII)).startsWith("{\"time\":").endsWith("}\n");
  }

  @Test
  void lines_afterClose_areDropped() throws IOException {
    Path file = folder.resolve("access.log");
    AccessLog log = started(file);
    log.close();
    log.ended(Told.plain());
    assertThat(file).doesNotExist();
  }
}
