package org.livemirror.core.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The directory at the end of a zip, looked at before a library reads it: a library builds all
 * entries in memory first, so their number must be known to be small.
 *
 * <p>PKWARE APPNOTE 4.3.12 and 4.3.16. The directory must end where its end record begins and that
 * record where the file ends, so there is one directory only and nothing before or after the zip.
 * Zip64 is refused: no content of the field is near 4 GiB.
 */
final class ZipDirectory {
  private static final int HEADER = 0x02014b50;
  private static final int HEADER_BYTES = 46;
  private static final int END = 0x06054b50;
  private static final int END_BYTES = 22;
  private static final int MAX_COMMENT = 0xffff;
  private static final int MAX_DIRECTORY = 4 << 20;

  private ZipDirectory() {}

  static void check(ArchiveSource zip, ArchiveLimits limits)
      throws IOException, MalformedException {
    long size = zip.size();
    int tailBytes = (int) Math.min(size, END_BYTES + MAX_COMMENT);
    long tailStart = size - tailBytes;
    ByteBuffer tail = littleEndian(zip.at(tailStart, tailBytes));
    int end = end(tail);
    int members = tail.getShort(end + 10) & 0xffff;
    long length = tail.getInt(end + 12) & 0xffffffffL;
    long offset = tail.getInt(end + 16) & 0xffffffffL;
    if (members == 0xffff || length == 0xffffffffL || offset == 0xffffffffL) {
      throw malformed("a zip64 archive", "a plain one below 4 GiB and 65535 members");
    }
    if (members > limits.maxMembers()) {
      throw malformed(members + " members", "at most " + limits.maxMembers());
    }
    if (length > MAX_DIRECTORY) {
      throw malformed("a directory of " + length + " bytes", "at most " + MAX_DIRECTORY);
    }
    if (offset + length != tailStart + end) {
      throw malformed(
          "a directory that ends at byte " + (offset + length),
          (tailStart + end)
              + ", where its end record is: there are bytes before or inside the archive");
    }
    ByteBuffer directory = littleEndian(zip.at(offset, (int) length));
    int counted = 0;
    int at = 0;
    while (at + HEADER_BYTES <= length && directory.getInt(at) == HEADER) {
      at +=
          HEADER_BYTES
              + (directory.getShort(at + 28) & 0xffff)
              + (directory.getShort(at + 30) & 0xffff)
              + (directory.getShort(at + 32) & 0xffff);
      counted++;
    }
    if (at != length || counted != members) {
      throw malformed(counted + " members in the directory", members + ", as its end record says");
    }
  }

  private static int end(ByteBuffer tail) throws MalformedException {
    for (int at = tail.limit() - END_BYTES; at >= 0; at--) {
      if (tail.getInt(at) == END
          && at + END_BYTES + (tail.getShort(at + 20) & 0xffff) == tail.limit()) {
        return at;
      }
    }
    throw malformed("no end record", "one that ends where the file ends");
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static MalformedException malformed(String found, String expected) {
    return new MalformedException("zip directory", found, expected);
  }
}
