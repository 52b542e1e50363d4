package org.livemirror.http.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.livemirror.http.access.AccessLogSettings.Format;
import org.livemirror.testkit.SettableClock;
import org.livemirror.testkit.disk.DiskFault;
import org.livemirror.testkit.disk.FaultyDisk;

final class RotatingFileTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  @TempDir private Path folder;

  private final SettableClock clock = new SettableClock(NOON);
  private Path file = Path.of("access.log");

  @BeforeEach
  void place() {
    file = folder.resolve("access.log");
  }

  private RotatingFile open(long maxBytes, int keep, boolean compress) {
    return new RotatingFile(
        file,
        new AccessLogSettings(Optional.of(file), Format.COMBINED, maxBytes, keep, compress),
        clock);
  }

  private static void write(LogSink sink, String text) throws IOException {
    sink.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(each -> String.valueOf(each.getFileName())).sorted().toList();
    }
  }

  private String text(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }

  @Test
  void file_thatWouldGrowBeyondItsSize_makesWay() throws Exception {
    try (RotatingFile log = open(10, 5, false)) {
      write(log, "one\n");
      write(log, "three\n");
      clock.advance(Duration.ofMillis(1500));
      write(log, "4\n");
    }
    assertThat(names()).containsExactly("access.log", "access.log.20261121T120000.000Z");
    assertThat(text("access.log.20261121T120000.000Z")).isEqualTo("one\nthree\n");
    assertThat(text("access.log")).isEqualTo("4\n");
  }

  @Test
  void file_ofYesterday_makesWay() throws Exception {
    try (RotatingFile log = open(1000, 5, false)) {
      clock.set(Instant.parse("2026-11-21T23:59:59.999Z"));
      write(log, "late\n");
      clock.set(Instant.parse("2026-11-22T00:00:00.000Z"));
      write(log, "early\n");
      clock.set(Instant.parse("2026-11-22T23:59:59.999Z"));
      write(log, "late\n");
    }
    assertThat(text("access.log.20261121T235959.999Z")).isEqualTo("late\n");
    assertThat(text("access.log")).isEqualTo("early\nlate\n");
  }

  @Test
  void file_ofAnEarlierProcessAndDay_makesWay() throws Exception {
    Files.writeString(file, "old\n");
    Files.setLastModifiedTime(file, FileTime.from(NOON.minus(Duration.ofDays(3))));
    try (RotatingFile log = open(1000, 5, false)) {
      write(log, "new\n");
    }
    assertThat(text("access.log.20261118T120000.000Z")).isEqualTo("old\n");
    assertThat(text("access.log")).isEqualTo("new\n");
  }

  @Test
  void files_setAsideInOneInstant_areAllKept() throws Exception {
    try (RotatingFile log = open(1, 5, false)) {
      write(log, "a\n");
      write(log, "b\n");
      write(log, "c\n");
    }
    assertThat(text("access.log.20261121T120000.000Z")).isEqualTo("a\n");
    assertThat(text("access.log.20261121T120000.001Z")).isEqualTo("b\n");
    assertThat(text("access.log")).isEqualTo("c\n");
  }

  @Test
  void files_beyondThoseKept_areDeletedOldestFirst_andNoOthers() throws Exception {
    Files.writeString(folder.resolve("access.log.1"), "not ours\n");
    Files.writeString(folder.resolve("other.log.20200101T000000.000Z"), "not ours\n");
    Files.writeString(folder.resolve("access.log.20200101T000000.000Z"), "oldest\n");
    try (RotatingFile log = open(1, 2, false)) {
      for (String each : List.of("a\n", "b\n", "c\n", "d\n")) {
        write(log, each);
        clock.advance(Duration.ofSeconds(1));
      }
      awaitNames(
          "access.log",
          "access.log.1",
          "access.log.20261121T120001.000Z",
          "access.log.20261121T120002.000Z",
          "other.log.20200101T000000.000Z");
    }
  }

  /** Deleting and packing is done by a thread of its own. */
  private void awaitNames(String... expected) {
    await().untilAsserted(() -> assertThat(names()).containsExactly(expected));
  }

  @Test
  void files_ofWhichNoneIsKept_areDeleted() throws Exception {
    try (RotatingFile log = open(1, 0, false)) {
      write(log, "a\n");
      write(log, "b\n");
      awaitNames("access.log");
    }
  }

  @Test
  void files_setAside_arePacked_whatAnEarlierProcessLeftAsWell() throws Exception {
    Files.writeString(folder.resolve("access.log.20200101T000000.000Z"), "left\n");
    Files.writeString(folder.resolve("access.log.20190101T000000.000Z.gz.part"), "torn");
    try (RotatingFile log = open(1, 5, true)) {
      write(log, "a\n");
      write(log, "b\n");
      awaitNames(
          "access.log", "access.log.20200101T000000.000Z.gz", "access.log.20261121T120000.000Z.gz");
    }
    assertThat(unpacked("access.log.20200101T000000.000Z.gz")).isEqualTo("left\n");
    assertThat(unpacked("access.log.20261121T120000.000Z.gz")).isEqualTo("a\n");
  }

  private String unpacked(String name) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(folder.resolve(name)))) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  @Test
  void file_movedAwayOrDeletedByAnotherProgram_isBegunAnew() throws Exception {
    try (RotatingFile log = open(1000, 5, false)) {
      write(log, "a\n");
      Path unused = Files.move(file, folder.resolve("moved"));
      write(log, "b\n");
      Files.delete(file);
      write(log, "c\n");
    }
    assertThat(text("moved")).isEqualTo("a\n");
    assertThat(text("access.log")).isEqualTo("c\n");
  }

  @Test
  void file_thatCannotBeWritten_isTriedAnewAtEachWrite() throws Exception {
    Files.createDirectory(file);
    try (RotatingFile log = open(1000, 5, false)) {
      assertThatThrownBy(() -> write(log, "a\n")).isInstanceOf(IOException.class);
      Files.delete(file);
      write(log, "b\n");
    }
    assertThat(text("access.log")).isEqualTo("b\n");
  }

  @ParameterizedTest
  @EnumSource
  void faultsOfTheDisk_atAnyOperation_leaveWholeLinesAndPass(DiskFault fault) throws Exception {
    for (int operation = 0; operation < 40; operation++) {
      FaultyDisk disk = FaultyDisk.empty();
      disk.fault(operation, fault);
      List<String> taken = new ArrayList<>();
      try (RotatingFile log = on(disk)) {
        for (int i = 0; i < 5; i++) {
          String line = "line " + i + "\n";
          try {
            write(log, line);
            taken.add(line);
          } catch (IOException e) {
            // Lost, as the caller is told.
          }
        }
      } catch (IOException e) {
        // Trouble at the close loses nothing.
      }
      FaultyDisk after = disk.afterDeath();
      try (RotatingFile log = on(after)) {
        write(log, "last\n");
      }
      taken.add("last\n");
      assertThat(linesOn(after))
          .as("%s at %s", fault, operation)
          .containsExactlyInAnyOrderElementsOf(taken);
    }
  }

  private RotatingFile on(FaultyDisk disk) {
    Path log = disk.root().resolve("logs").resolve("access.log");
    return new RotatingFile(
        log, new AccessLogSettings(Optional.of(log), Format.COMBINED, 12, 100, false), clock);
  }

  private static List<String> linesOn(FaultyDisk disk) throws IOException {
    List<String> lines = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(disk.root().resolve("logs"))) {
      for (Path each : files) {
        String text = new String(Files.readAllBytes(each), StandardCharsets.US_ASCII);
        lines.addAll(List.of(text.split("(?<=\n)", -1)));
      }
    }
    lines.removeIf(String::isEmpty);
    return lines;
  }
}
