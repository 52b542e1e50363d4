package org.livemirror.core.trust;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.apache.commons.compress.archivers.sevenz.SevenZArchiveEntry;
import org.apache.commons.compress.archivers.sevenz.SevenZFile;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;

/**
 * The members of an archive, read a second time, apart from what is tested.
 *
 * <p>A zip is read from the front, member by member, and then must have exactly the directory and
 * the end record that its members ask for: the strict rule that a zip has one reading only. Fields
 * that no reader decides by (times, versions, attributes) are free.
 */
final class OracleArchive {
  /** Hints on compression. */
  private static final int FREE_FLAGS = 0x6;

  private static final int DESCRIPTOR_FLAG = 0x8;
  private static final int UTF8_FLAG = 0x800;

  private final Map<String, byte[]> members = new LinkedHashMap<>();
  private final ByteBuffer zip;

  private OracleArchive(byte[] archive) {
    this.zip = ByteBuffer.wrap(archive).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Members by name in lower case, {@code /} between folders.
   *
   * @throws IOException if the archive is to be refused
   */
  static Map<String, byte[]> read(byte[] archive) throws IOException {
    OracleArchive read = new OracleArchive(archive);
    try {
      if (archive.length > 0 && archive[0] == '7') {
        read.sevenZip(archive);
      } else {
        read.zip();
      }
    } catch (RuntimeException | DataFormatException e) {
      throw new IOException("damaged", e);
    }
    return read.members;
  }

  private void sevenZip(byte[] archive) throws IOException {
    try (SevenZFile file =
        SevenZFile.builder()
            .setSeekableByteChannel(new SeekableInMemoryByteChannel(archive))
            .get()) {
      for (SevenZArchiveEntry entry : file.getEntries()) {
        add(entry.getName(), file.getInputStream(entry).readAllBytes());
      }
    }
  }

  private void add(String name, byte[] content) throws IOException {
    String key = name.replace('\\', '/').toLowerCase(Locale.ROOT);
    // Our rule on names: what could leave the folder it is unpacked to, or is not text, is refused.
    demand(key.matches("[^/:\\p{Cc}][^:\\p{Cc}]*"), "a name that is none");
    demand(Arrays.stream(key.split("/")).noneMatch(part -> part.matches("\\.\\.?")), "a way out");
    demand(members.put(key, content) == null, "a second member of that name");
  }

  private static void demand(boolean condition, String otherwise) throws IOException {
    if (!condition) {
      throw new IOException(otherwise);
    }
  }

  private void zip() throws IOException, DataFormatException {
    ByteArrayOutputStream directory = new ByteArrayOutputStream();
    int count = 0;
    for (; zip.getInt(zip.position()) == 0x04034b50; count++) {
      directory.writeBytes(member());
    }
    demand(count > 0, "no member");
    int directoryAt = zip.position();
    ByteBuffer expected = ByteBuffer.wrap(directory.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
    while (expected.hasRemaining()) {
      checkHeader(expected);
    }
    int directoryBytes = zip.position() - directoryAt;
    demand(zip.getInt() == 0x06054b50, "no end record");
    zip.position(zip.position() + 6);
    demand(Short.toUnsignedInt(zip.getShort()) == count, "another number of members");
    demand(zip.getInt() == directoryBytes, "another length of the directory");
    demand(zip.getInt() == directoryAt, "another place of the directory");
    demand(Short.toUnsignedInt(zip.getShort()) == zip.remaining(), "bytes behind the archive");
  }

  /** Reads a member; returns what the directory must say of it: fields, name. */
  private byte[] member() throws IOException, DataFormatException {
    int at = zip.position();
    int flags = flags(zip.getShort(at + 6));
    int method = zip.getShort(at + 8);
    byte[] name = new byte[zip.getShort(at + 26)];
    zip.position(at + 30).get(name);
    zip.position(zip.position() + zip.getShort(at + 28));
    int dataAt = zip.position();
    boolean descriptor = (flags & DESCRIPTOR_FLAG) != 0;
    demand(method == 8 || (method == 0 && !descriptor), "a method");
    byte[] content = method == 8 ? inflated() : bytes(zip.getInt(at + 18));
    int packed = zip.position() - dataAt;
    CRC32 crc = new CRC32();
    crc.update(content);
    int fields = at + 14;
    if (descriptor) {
      fields = zip.position() + (zip.getInt(zip.position()) == 0x08074b50 ? 4 : 0);
      zip.position(fields + 12);
    }
    demand(zip.getInt(fields) == (int) crc.getValue(), "another checksum");
    demand(zip.getInt(fields + 4) == packed, "another packed length");
    demand(zip.getInt(fields + 8) == content.length, "another length");
    add(new String(name, StandardCharsets.UTF_8), content);
    return ByteBuffer.allocate(22 + name.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort((short) flags)
        .putShort((short) method)
        .putInt((int) crc.getValue())
        .putInt(packed)
        .putInt(content.length)
        .putShort((short) name.length)
        .putInt(at)
        .put(name)
        .array();
  }

  private static int flags(short raw) throws IOException {
    int flags = Short.toUnsignedInt(raw) & ~FREE_FLAGS;
    demand((flags & ~(DESCRIPTOR_FLAG | UTF8_FLAG)) == 0, "encryption or another rarity");
    return flags;
  }

  private byte[] inflated() throws DataFormatException {
    Inflater inflater = new Inflater(true);
    inflater.setInput(zip.array(), zip.position(), zip.remaining());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    while (!inflater.finished()) {
      int got = inflater.inflate(buffer);
      if (got == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
        throw new DataFormatException("cut");
      }
      out.write(buffer, 0, got);
    }
    zip.position(zip.position() + (int) inflater.getBytesRead());
    inflater.end();
    return out.toByteArray();
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    zip.get(bytes);
    return bytes;
  }

  private void checkHeader(ByteBuffer expected) throws IOException {
    int at = zip.position();
    demand(zip.getInt(at) == 0x02014b50, "no header in the directory");
    demand(flags(zip.getShort(at + 8)) == expected.getShort(), "other flags");
    demand(zip.getShort(at + 10) == expected.getShort(), "another method");
    demand(zip.getInt(at + 16) == expected.getInt(), "another checksum in the directory");
    demand(zip.getInt(at + 20) == expected.getInt(), "another packed length in the directory");
    demand(zip.getInt(at + 24) == expected.getInt(), "another length in the directory");
    byte[] name = new byte[expected.getShort()];
    demand(zip.getShort(at + 28) == name.length, "another name in the directory");
    demand(zip.getInt(at + 42) == expected.getInt(), "another offset");
    expected.get(name);
    byte[] found = new byte[name.length];
    zip.position(at + 46).get(found);
    demand(Arrays.equals(found, name), "another name in the directory");
    int extra = Short.toUnsignedInt(zip.getShort(at + 30));
    int comment = Short.toUnsignedInt(zip.getShort(at + 32));
    zip.position(zip.position() + extra + comment);
    // Our rule: a Unix symbolic link is no file.
    boolean unix = zip.get(at + 5) == 3;
    demand(!unix || (zip.getInt(at + 38) >>> 28) != 0xa, "a symbolic link");
  }
}
