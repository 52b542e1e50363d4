package org.livemirror.core.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The directory at the end of a zip, looked at before a library reads it.
 *
 * <p>A library builds all entries in memory first, so their number must be known to be small. And
 * zip readers disagree on what a crooked archive holds, so only an archive with one reading is let
 * through: what is verified here must be what a client unpacks. PKWARE APPNOTE 4.3.6:
 *
 * <ol>
 *   <li>One end record, the last of its signature, ends where the file ends; no zip64 record hides
 *       before it. Zip64 is refused: no content of the field is near 4 GiB.
 *   <li>The directory ends where the end record begins and has as many headers as that says.
 *   <li>Members lie side by side from byte 0 to the directory, and each local header, or the
 *       descriptor behind the data, gives the name, flags, method, checksum and lengths that the
 *       directory gives: a reader that goes from the front sees the same.
 *   <li>Neither the archive nor a member has a comment: anybody could put cargo there, as no guard
 *       names it.
 * </ol>
 */
final class ZipDirectory {
  private static final int LOCAL = 0x04034b50;
  private static final int LOCAL_BYTES = 30;
  private static final int HEADER = 0x02014b50;
  private static final int HEADER_BYTES = 46;
  private static final int ZIP64_LOCATOR = 0x07064b50;
  private static final int ZIP64_LOCATOR_BYTES = 20;
  private static final int END = 0x06054b50;
  private static final int END_BYTES = 22;
  private static final int MAX_COMMENT = 0xffff;
  private static final int MAX_DIRECTORY = 4 << 20;
  private static final int ENCRYPTED = 1;
  private static final int COMPRESSION_HINTS = 3 << 1;
  private static final int HAS_DESCRIPTOR = 1 << 3;
  private static final int UTF8_NAME = 1 << 11;
  private static final int RARE_FLAGS =
      ~(ENCRYPTED | COMPRESSION_HINTS | HAS_DESCRIPTOR | UTF8_NAME);
  private static final int DESCRIPTOR = 0x08074b50;
  private static final int DESCRIPTOR_BYTES = 12;
  private static final int SIGNATURE_BYTES = 4;

  private final ArchiveSource zip;

  private ZipDirectory(ArchiveSource zip) {
    this.zip = zip;
  }

  /** Refuses an archive that has no directory, or more than one reading. */
  static void check(ArchiveSource zip, ArchiveLimits limits)
      throws IOException, MalformedException {
    new ZipDirectory(zip).check(limits);
  }

  /**
   * Whether a reader that starts at the end would take the file for a zip. Leaves the position at
   * the start.
   */
  static boolean isAtEndOf(ArchiveSource file) throws IOException {
    ByteBuffer tail = tail(file);
    file.position(0);
    for (int at = tail.limit() - END_BYTES; at >= 0; at--) {
      if (tail.getInt(at) == END && endsAt(tail, at) == tail.limit()) {
        return true;
      }
    }
    return false;
  }

  /**
   * What the directory says of one member.
   *
   * @param offset of its local header
   * @param sums checksum, packed length and unpacked length, as they stand in all headers
   * @param packedBytes length in the archive
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Header(
      long offset,
      int flags,
      int method,
      byte[] sums,
      long packedBytes,
      int commentBytes,
      byte[] name) {
    private static Header at(ByteBuffer directory, int at) {
      byte[] name = new byte[Short.toUnsignedInt(directory.getShort(at + 28))];
      directory.get(at + HEADER_BYTES, name);
      byte[] sums = new byte[DESCRIPTOR_BYTES];
      directory.get(at + 16, sums);
      return new Header(
          Integer.toUnsignedLong(directory.getInt(at + 42)),
          Short.toUnsignedInt(directory.getShort(at + 8)),
          Short.toUnsignedInt(directory.getShort(at + 10)),
          sums,
          Integer.toUnsignedLong(directory.getInt(at + 20)),
          Short.toUnsignedInt(directory.getShort(at + 32)),
          name);
    }

    private boolean hasDescriptor() {
      return (flags & HAS_DESCRIPTOR) != 0;
    }
  }

  private void check(ArchiveLimits limits) throws IOException, MalformedException {
    ByteBuffer tail = tail(zip);
    int end = end(tail);
    long endAt = zip.size() - tail.limit() + end;
    int members = Short.toUnsignedInt(tail.getShort(end + 10));
    long length = Integer.toUnsignedLong(tail.getInt(end + 12));
    long offset = Integer.toUnsignedLong(tail.getInt(end + 16));
    if (members == 0xffff || length == 0xffffffffL || offset == 0xffffffffL) {
      throw malformed("a zip64 archive", "a plain one below 4 GiB and 65535 members");
    }
    if (members > limits.maxMembers()) {
      throw malformed(members + " members", "at most " + limits.maxMembers());
    }
    if (length > MAX_DIRECTORY) {
      throw malformed("a directory of " + length + " bytes", "at most " + MAX_DIRECTORY);
    }
    if (offset + length != endAt) {
      throw malformed(
          "a directory that ends at byte " + (offset + length),
          endAt + ", where its end record is: there are bytes before or inside the archive");
    }
    if (end + END_BYTES != tail.limit()) {
      throw malformed(
          "a comment of " + (tail.limit() - end - END_BYTES) + " bytes", "none: no guard names it");
    }
    checkMembers(headers(littleEndian(zip.at(offset, (int) length)), members), offset);
  }

  private static ByteBuffer tail(ArchiveSource file) throws IOException {
    int length = (int) Math.min(file.size(), END_BYTES + MAX_COMMENT);
    return littleEndian(file.at(file.size() - length, length));
  }

  private static int end(ByteBuffer tail) throws MalformedException {
    int at = tail.limit() - END_BYTES;
    while (at >= 0 && tail.getInt(at) != END) {
      at--;
    }
    if (at < 0 || endsAt(tail, at) != tail.limit()) {
      throw malformed("no end record", "one that ends where the file ends");
    }
    int locator = at - ZIP64_LOCATOR_BYTES;
    if (locator >= 0 && tail.getInt(locator) == ZIP64_LOCATOR) {
      throw malformed("a zip64 locator before the end record", "a plain archive");
    }
    return at;
  }

  private static int endsAt(ByteBuffer tail, int at) {
    return at + END_BYTES + Short.toUnsignedInt(tail.getShort(at + 20));
  }

  private static List<Header> headers(ByteBuffer directory, int expected)
      throws MalformedException {
    List<Header> headers = new ArrayList<>();
    int at = 0;
    while (at + HEADER_BYTES <= directory.limit() && directory.getInt(at) == HEADER) {
      int next =
          at
              + HEADER_BYTES
              + Short.toUnsignedInt(directory.getShort(at + 28))
              + Short.toUnsignedInt(directory.getShort(at + 30))
              + Short.toUnsignedInt(directory.getShort(at + 32));
      if (next > directory.limit()) {
        break;
      }
      headers.add(Header.at(directory, at));
      at = next;
    }
    if (at != directory.limit() || headers.size() != expected) {
      throw malformed(
          headers.size() + " members in the directory", expected + ", as its end record says");
    }
    headers.sort(Comparator.comparingLong(Header::offset));
    return headers;
  }

  private void checkMembers(List<Header> headers, long directory)
      throws IOException, MalformedException {
    if (headers.isEmpty() || headers.get(0).offset() != 0) {
      throw malformed("no member at byte 0", "one: nothing stands before the members");
    }
    for (int i = 0; i < headers.size(); i++) {
      Header header = headers.get(i);
      if (header.commentBytes() > 0) {
        throw malformed(
            "a comment of %d bytes on the member at byte %d"
                .formatted(header.commentBytes(), header.offset()),
            "none: no guard names it");
      }
      long next = i + 1 < headers.size() ? headers.get(i + 1).offset() : directory;
      long between = next - checkLocal(header);
      boolean sideBySide =
          header.hasDescriptor()
              ? between == DESCRIPTOR_BYTES || between == DESCRIPTOR_BYTES + SIGNATURE_BYTES
              : between == 0;
      if (!sideBySide) {
        throw malformed(
            between + " bytes after the data of the member at byte " + header.offset(),
            header.hasDescriptor() ? "its data descriptor" : "none");
      }
      if (header.hasDescriptor()) {
        checkDescriptor(header, zip.at(next - between, (int) between));
      }
    }
  }

  /** Compares a local header with the directory's; returns where the member's data ends. */
  private long checkLocal(Header header) throws IOException, MalformedException {
    ByteBuffer local = littleEndian(zip.at(header.offset(), LOCAL_BYTES));
    int nameBytes = Short.toUnsignedInt(local.getShort(26));
    boolean same =
        local.getInt(0) == LOCAL
            && ((local.getShort(6) ^ header.flags()) & ~COMPRESSION_HINTS & 0xffff) == 0
            && Short.toUnsignedInt(local.getShort(8)) == header.method()
            && (header.hasDescriptor() || isAt(local, 14, header.sums()))
            && Arrays.equals(zip.at(header.offset() + LOCAL_BYTES, nameBytes), header.name());
    if (!same) {
      throw malformed(
          "another member at byte " + header.offset() + " than in the directory",
          "its name, flags, method, checksum and lengths in both");
    }
    if ((header.flags() & RARE_FLAGS) != 0) {
      throw malformed(
          "flags %04x of the member at byte %d".formatted(header.flags(), header.offset()),
          "those of stored or deflated files");
    }
    return header.offset()
        + LOCAL_BYTES
        + nameBytes
        + Short.toUnsignedInt(local.getShort(28))
        + header.packedBytes();
  }

  private static void checkDescriptor(Header header, byte[] descriptor) throws MalformedException {
    boolean signed = descriptor.length > DESCRIPTOR_BYTES;
    ByteBuffer bytes = littleEndian(descriptor);
    if ((signed && bytes.getInt(0) != DESCRIPTOR)
        || !isAt(bytes, signed ? SIGNATURE_BYTES : 0, header.sums())) {
      throw malformed(
          "another descriptor behind the member at byte " + header.offset(),
          "the checksum and lengths of the directory");
    }
  }

  private static boolean isAt(ByteBuffer bytes, int at, byte[] expected) {
    return bytes.slice(at, expected.length).equals(ByteBuffer.wrap(expected));
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static MalformedException malformed(String found, String expected) {
    return new MalformedException("zip directory", found, expected);
  }
}
