package org.livemirror.http.access;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A file of lines; when it is long enough, or of an earlier day, it makes way for a new one.
 *
 * <p>The file is looked for before each write, so another program may move it away or delete it: a
 * new one is begun. A write that fails is taken back, so that no torn line stays. Days are UTC.
 */
final class RotatingFile implements LogSink {
  private final Path file;
  private final long maxBytes;
  private final Clock clock;
  private final RotatedFiles rotated;
  private @Nullable FileChannel channel;
  private @Nullable Object key;
  private long writtenMillis;

  RotatingFile(Path file, AccessLogSettings settings, Clock clock) {
    this.file = file.toAbsolutePath();
    this.maxBytes = settings.maxBytes();
    this.clock = clock;
    this.rotated = new RotatedFiles(this.file, settings.keep(), settings.compress());
  }

  @Override
  public void write(ByteBuffer lines) throws IOException {
    long now = clock.millis();
    FileChannel out = open();
    long before = out.size();
    if (before > 0 && (before + lines.remaining() > maxBytes || day(now) != day(writtenMillis))) {
      close(out);
      rotated.add(Instant.ofEpochMilli(writtenMillis));
      out = open();
      before = out.size();
    }
    try {
      while (lines.hasRemaining()) {
        int unused = out.write(lines);
      }
    } catch (IOException e) {
      takeBack(out, before, e);
      throw e;
    }
    writtenMillis = now;
  }

  private static long day(long millis) {
    return Math.floorDiv(millis, TimeUnit.DAYS.toMillis(1));
  }

  private FileChannel open() throws IOException {
    FileChannel open = channel;
    if (open != null && isInPlace()) {
      return open;
    }
    if (open != null) {
      close(open);
    }
    Path folder = file.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    FileChannel opened =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    channel = opened;
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    key = attributes.fileKey();
    writtenMillis = attributes.lastModifiedTime().toMillis();
    return opened;
  }

  private boolean isInPlace() throws IOException {
    try {
      Object found = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
      return found == null || found.equals(key);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private void close(FileChannel open) throws IOException {
    channel = null;
    open.close();
  }

  private void takeBack(FileChannel out, long before, IOException failure) {
    try (out) {
      channel = null;
      FileChannel unused = out.truncate(before);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      if (channel != null) {
        close(channel);
      }
    } finally {
      rotated.close();
    }
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
