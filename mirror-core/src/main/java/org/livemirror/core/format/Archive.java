package org.livemirror.core.format;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.sevenz.SevenZArchiveEntry;
import org.apache.commons.compress.archivers.sevenz.SevenZFile;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.livemirror.core.catalog.ForeignText;

/**
 * Reads the members of a zip or 7z archive, chosen by its first bytes and never by its name, within
 * {@link ArchiveLimits}.
 *
 * <p>Members are handed over one at a time as streams, so memory does not grow with the archive.
 * Refused besides what exceeds a limit: encrypted members, symbolic links, names that are absolute,
 * lead upwards or stand twice, zip64, members whose length or checksum is not the declared one, and
 * archives that two readers could take for different ones.
 */
public final class Archive {
  private static final long RATIO_FLOOR = 1 << 20;
  private static final int MIN_BUFFER = 512;

  /**
   * Bytes that are worth reading from a member at a time, and that are read of the packed ones.
   * Each call of zlib copies its window of 32 KiB, so small pieces cost up to a third of the time.
   */
  public static final int READ_BYTES = 512 << 10;

  /** How many bytes {@link #isHead} looks at. */
  public static final int HEAD_BYTES = 4;

  private static final Set<Integer> HEADS =
      Set.of(
          0x504b0304, // a zip's first member
          0x504b0506, // a zip without members
          0x377abcaf); // 7z

  // 7z keeps a Unix mode in the upper half of the Windows attributes and marks that with this bit.
  private static final int UNIX_MODE = 0x8000;
  private static final int S_IFMT = 0xf000;
  private static final int S_IFLNK = 0xa000;

  /** Takes what lies in a folder's own entry, which must be nothing. */
  private static final Visitor FOLDER =
      (name, content) -> {
        if (content.read() >= 0) {
          throw new MalformedException("member " + name, "a folder with content", "an empty one");
        }
      };

  private final ArchiveLimits limits;
  private final long packedBytes;
  private final Visitor visitor;
  private final Set<String> names = new HashSet<>();
  private long unpackedBytes;

  private Archive(ArchiveLimits limits, long packedBytes, Visitor visitor) {
    this.limits = limits;
    this.packedBytes = packedBytes;
    this.visitor = visitor;
  }

  /** Takes the members of an archive, in the order they lie in it. */
  public interface Visitor {
    /**
     * One member.
     *
     * @param name as in the archive, {@code /} between folders
     * @param content its bytes; what is left unread when this returns is skipped and still counts
     */
    void member(String name, InputStream content) throws IOException, MalformedException;
  }

  /** Whether a file that begins with these bytes claims to be an archive. */
  public static boolean isHead(byte[] head) {
    return head.length >= HEAD_BYTES && HEADS.contains(ByteBuffer.wrap(head).getInt());
  }

  /** Walks all members. Does not close {@code channel}. */
  public static void walk(SeekableByteChannel channel, ArchiveLimits limits, Visitor visitor)
      throws IOException, MalformedException {
    ArchiveSource source = new ArchiveSource(channel);
    try {
      new Archive(limits, source.size(), visitor).walk(source);
    } catch (TooMuchException e) {
      throw e.refusal;
    } catch (IOException | RuntimeException e) {
      // The library tells damage by both kinds; only what the channel itself threw is trouble with
      // the disk.
      source.rethrowFailure();
      throw new MalformedException("archive", "damage: " + e, "a whole zip or 7z archive");
    }
  }

  private void walk(ArchiveSource source) throws IOException, MalformedException {
    byte[] magic = source.head(4);
    if (magic[0] == 'P' && magic[1] == 'K') {
      ZipDirectory.check(source, limits);
      walkZip(source);
    } else if (magic[0] == '7'
        && magic[1] == 'z'
        && magic[2] == (byte) 0xbc
        && magic[3] == (byte) 0xaf) {
      if (ZipDirectory.isAtEndOf(source)) {
        throw new MalformedException(
            "archive", "a 7z that ends as a zip", "one archive, the same for every reader");
      }
      walkSevenZip(source);
    } else {
      throw new MalformedException(
          "first bytes", HexFormat.of().formatHex(magic), "a zip (504b…) or 7z (377abcaf) archive");
    }
  }

  private void walkZip(ArchiveSource source) throws IOException, MalformedException {
    try (ZipFile zip =
        ZipFile.builder().setSeekableByteChannel(source).setUseUnicodeExtraFields(false).get()) {
      for (ZipArchiveEntry entry : Collections.list(zip.getEntriesInPhysicalOrder())) {
        String name = name(entry.getName());
        if (entry.getGeneralPurposeBit().usesEncryption()) {
          throw new MalformedException(
              "member " + name, "encryption", "a member readable without a password");
        }
        if (entry.isUnixSymlink()) {
          throw new MalformedException("member " + name, "a symbolic link", "a file");
        }
        try (InputStream packed = zip.getRawInputStream(entry)) {
          visitZip(name, entry, packed);
        }
      }
    }
  }

  private void visitZip(String name, ZipArchiveEntry entry, InputStream packed)
      throws IOException, MalformedException {
    if (entry.getMethod() == ZipEntry.STORED) {
      visitUnpacked(name, entry, packed);
    } else if (entry.getMethod() == ZipEntry.DEFLATED) {
      Inflater inflater = new Inflater(true);
      try {
        int buffer = (int) Math.max(MIN_BUFFER, Math.min(entry.getCompressedSize(), READ_BYTES));
        visitUnpacked(name, entry, new InflaterInputStream(packed, inflater, buffer));
        if (inflater.getBytesRead() != entry.getCompressedSize()) {
          throw new MalformedException(
              "member " + name,
              inflater.getBytesRead() + " packed bytes",
              entry.getCompressedSize() + ", as declared");
        }
      } finally {
        inflater.end();
      }
    } else {
      throw new MalformedException(
          "member " + name, "compression method " + entry.getMethod(), "stored or deflated");
    }
  }

  private void visitUnpacked(String name, ZipArchiveEntry entry, InputStream content)
      throws IOException, MalformedException {
    CheckedInputStream checked = new CheckedInputStream(content, new CRC32());
    visit(name.endsWith("/") ? FOLDER : visitor, name, entry.getSize(), checked);
    // No proof of anything, but a client's unzip refuses what fails it.
    long crc = checked.getChecksum().getValue();
    if (crc != entry.getCrc()) {
      throw new MalformedException(
          "member " + name,
          "checksum %08x".formatted(crc),
          "%08x, as declared".formatted(entry.getCrc()));
    }
  }

  private void walkSevenZip(ArchiveSource source) throws IOException, MalformedException {
    try (SevenZFile sevenZip =
        SevenZFile.builder()
            .setSeekableByteChannel(source)
            .setMaxMemoryLimitKiB(limits.maxMemoryKiB())
            .get()) {
      for (SevenZArchiveEntry entry = sevenZip.getNextEntry();
          entry != null;
          entry = sevenZip.getNextEntry()) {
        String name = name(String.valueOf(entry.getName()));
        if (entry.isDirectory()) {
          continue;
        }
        if (entry.isAntiItem() || isSymbolicLink(entry)) {
          throw new MalformedException("member " + name, "a link or an anti-item", "a file");
        }
        visit(visitor, name, entry.getSize(), new CurrentMember(sevenZip));
      }
    }
  }

  private static boolean isSymbolicLink(SevenZArchiveEntry entry) {
    int attributes = entry.getHasWindowsAttributes() ? entry.getWindowsAttributes() : 0;
    return (attributes & UNIX_MODE) != 0 && ((attributes >>> 16) & S_IFMT) == S_IFLNK;
  }

  private void visit(Visitor taker, String name, long declaredBytes, InputStream content)
      throws IOException, MalformedException {
    CountedMember counted = new CountedMember(name, content);
    taker.member(name, counted);
    counted.skipRest();
    if (counted.count != declaredBytes) {
      throw new MalformedException(
          "member " + name, counted.count + " bytes", declaredBytes + ", as declared");
    }
  }

  private String name(String raw) throws MalformedException {
    String name = raw.replace('\\', '/');
    if (names.size() >= limits.maxMembers()) {
      throw new MalformedException(
          "archive", "more than " + limits.maxMembers() + " members", "fewer");
    }
    if (name.length() > limits.maxNameLength()) {
      throw new MalformedException(
          "archive",
          "a name of " + name.length() + " characters",
          "at most " + limits.maxNameLength());
    }
    boolean hidden = name.isEmpty() || name.startsWith("/") || name.indexOf(':') >= 0;
    for (String part : name.split("/", -1)) {
      hidden |= part.equals("..") || part.equals(".");
    }
    if (hidden || ForeignText.isDisguised(name)) {
      throw new MalformedException(
          "archive", "the name '" + shown(name) + "'", "a relative name without '..'");
    }
    if (!names.add(name.toLowerCase(Locale.ROOT))) {
      throw new MalformedException("member " + shown(name), "a second one of that name", "one");
    }
    return name;
  }

  private static String shown(String name) {
    return name.replaceAll("[^\\x20-\\x7e]", "?");
  }

  /** A member's bytes, counted against the limits of the whole archive. */
  private final class CountedMember extends FilterInputStream {
    private final String name;
    private long count;

    CountedMember(String name, InputStream content) {
      super(content);
      this.name = name;
    }

    @Override
    public int read() throws IOException {
      int value = super.read();
      add(value < 0 ? 0 : 1);
      return value;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int got = super.read(bytes, offset, length);
      add(Math.max(got, 0));
      return got;
    }

    @Override
    public long skip(long bytes) throws IOException {
      return read(new byte[(int) Math.min(bytes, 8192)]);
    }

    void skipRest() throws IOException {
      byte[] buffer = new byte[8192];
      while (read(buffer, 0, buffer.length) >= 0) {
        // counted while it is read
      }
    }

    private void add(int bytes) throws TooMuchException {
      count += bytes;
      unpackedBytes += bytes;
      if (unpackedBytes > limits.maxTotalBytes()) {
        throw new TooMuchException(
            name, "more than " + limits.maxTotalBytes() + " bytes unpacked", "fewer");
      }
      if (unpackedBytes > RATIO_FLOOR && unpackedBytes / limits.maxRatio() > packedBytes) {
        throw new TooMuchException(
            name,
            "more than " + limits.maxRatio() + " bytes for each packed one",
            "content, not a bomb");
      }
    }
  }

  /** The member that {@link SevenZFile#getNextEntry()} stands at. */
  private static final class CurrentMember extends InputStream {
    private final SevenZFile sevenZip;

    CurrentMember(SevenZFile sevenZip) {
      this.sevenZip = sevenZip;
    }

    @Override
    public int read() throws IOException {
      return sevenZip.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return sevenZip.read(bytes, offset, length);
    }
  }

  /** Carries a refusal through code that may throw only {@link IOException}. */
  private static final class TooMuchException extends IOException {
    private final transient MalformedException refusal;

    TooMuchException(String member, String found, String expected) {
      this.refusal = new MalformedException("member " + member, found, expected);
    }
  }
}
