package org.livemirror.core.author;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.Deflater;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.livemirror.core.format.Guard;
import org.livemirror.core.format.MalformedException;
import org.livemirror.store.Digester;
import org.livemirror.store.Digests;

/**
 * Writes a zip whose last two members are a guard over all that was added and its signature: a
 * mini-TRI or a package.
 *
 * <p>Streams; nothing of a member stays in memory. The file appears under its name only when it is
 * signed and closed, so that a server of the folder never shows half of one. For one thread.
 */
final class GuardedZip implements Closeable {
  private final Path file;
  private final Path part;
  private final ZipArchiveOutputStream zip;
  private final Instant time;
  private final Map<String, Digests> guarded = new LinkedHashMap<>();
  private final Digester digester = new Digester();
  private final byte[] buffer = new byte[64 << 10];
  private boolean signed;

  GuardedZip(Path file, Instant time) throws IOException {
    this.file = file;
    this.part = file.resolveSibling("." + file.getFileName() + ".part");
    SeekableByteChannel channel =
        Files.newByteChannel(
            part,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    this.zip = new ZipArchiveOutputStream(channel);
    this.zip.setLevel(Deflater.BEST_SPEED);
    this.time = time;
  }

  /** Adds a member and has the guard name it. */
  void add(String name, InputStream content) throws IOException {
    String baseName = Guard.baseName(name);
    if (guarded.containsKey(baseName)) {
      throw new IOException(
          name + ": found a second file of that name (expected one, as guards ignore folders)");
    }
    if (baseName.toLowerCase(Locale.ROOT).matches(".*\\.(grd|sig)")) {
      throw new IOException(
          name + ": found a guard or signature in the payload (expected what is to be guarded)");
    }
    start(name);
    for (int got = content.read(buffer); got >= 0; got = content.read(buffer)) {
      zip.write(buffer, 0, got);
      digester.update(buffer, 0, got);
    }
    zip.closeArchiveEntry();
    guarded.put(baseName, digester.finish());
  }

  /** Has the guard name a file that lies beside the archive. */
  void vouchFor(String fileName, Digests digests) {
    guarded.put(fileName, digests);
  }

  /** Writes {@code <stem>.grd} and {@code <stem>.sig}. */
  void sign(String stem, SigningKey key, String legal) throws IOException {
    try {
      byte[] guard = Guard.of(time, legal, guarded).bytes();
      write(stem + ".grd", guard);
      write(stem + ".sig", key.sign(guard, time));
      signed = true;
    } catch (MalformedException e) {
      throw new IOException("these names and texts make no guard: " + e.getMessage(), e);
    }
  }

  private void write(String name, byte[] bytes) throws IOException {
    start(name);
    zip.write(bytes);
    zip.closeArchiveEntry();
  }

  private void start(String name) throws IOException {
    ZipArchiveEntry entry = new ZipArchiveEntry(name);
    // Zip stores local time without a zone; taking UTC makes equal content give equal bytes
    // everywhere.
    entry.setTimeLocal(LocalDateTime.ofInstant(time, ZoneOffset.UTC));
    zip.putArchiveEntry(entry);
  }

  @Override
  public void close() throws IOException {
    try {
      zip.close();
      if (signed) {
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
