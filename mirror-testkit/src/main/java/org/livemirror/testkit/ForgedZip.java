package org.livemirror.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * A zip written byte by byte, so that each field can lie. Good until told otherwise; fluent; for
 * one thread.
 */
public final class ForgedZip {
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private final ByteArrayOutputStream directory = new ByteArrayOutputStream();
  private int members;
  private OptionalInt claimedMembers = OptionalInt.empty();
  private int claimedShift;
  private byte[] comment = {};

  /** One member. Fluent. */
  public static final class Entry {
    private final String name;
    private final byte[] content;
    private String localName;
    private int method;
    private int flags;
    private int externalAttributes;
    private int claimedBytes;
    private byte[] slack = {};
    private byte[] directoryComment = {};

    /** A stored member. */
    public Entry(String name, byte[] content) {
      this.name = name;
      this.localName = name;
      this.content = content.clone();
      this.claimedBytes = content.length;
    }

    public Entry(String name, String content) {
      this(name, Forge.bytes(content));
    }

    public Entry deflated() {
      method = 8;
      return this;
    }

    /** Writes this method's number and stores the bytes. */
    public Entry method(int number) {
      method = number;
      return this;
    }

    /** Sets general purpose bits, in both headers: 1 is encryption, 8 a data descriptor. */
    public Entry flags(int bits) {
      flags = bits;
      return this;
    }

    /** The name in the header before the data; the directory keeps its own. */
    public Entry localName(String other) {
      localName = other;
      return this;
    }

    public Entry symbolicLink() {
      externalAttributes = 0xa1ff << 16;
      return this;
    }

    /** The unpacked length that the directory claims. */
    public Entry claimedBytes(int count) {
      claimedBytes = count;
      return this;
    }

    /** Bytes after the packed data that count as packed. */
    public Entry slack(byte[] bytes) {
      slack = bytes.clone();
      return this;
    }

    public Entry directoryComment(byte[] bytes) {
      directoryComment = bytes.clone();
      return this;
    }

    private byte[] packed() {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      if (method == 8) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
        deflater.setInput(content);
        deflater.finish();
        byte[] buffer = new byte[8192];
        while (!deflater.finished()) {
          out.write(buffer, 0, deflater.deflate(buffer));
        }
        deflater.end();
      } else {
        out.writeBytes(content);
      }
      out.writeBytes(slack);
      return out.toByteArray();
    }
  }

  /** Adds a member. */
  public ForgedZip add(Entry entry) {
    byte[] packed = entry.packed();
    CRC32 crc = new CRC32();
    crc.update(entry.content);
    int offset = body.size();
    boolean descriptor = (entry.flags & 8) != 0;
    byte[] localName = entry.localName.getBytes(StandardCharsets.UTF_8);
    byte[] local =
        little(30)
            .putInt(0x04034b50)
            .putShort((short) 20)
            .putShort((short) entry.flags)
            .putShort((short) entry.method)
            .putInt(0)
            .putInt(descriptor ? 0 : (int) crc.getValue())
            .putInt(descriptor ? 0 : packed.length)
            .putInt(descriptor ? 0 : entry.claimedBytes)
            .putShort((short) localName.length)
            .putShort((short) 0)
            .array();
    body.writeBytes(local);
    body.writeBytes(localName);
    body.writeBytes(packed);
    if (descriptor) {
      body.writeBytes(
          little(16)
              .putInt(0x08074b50)
              .putInt((int) crc.getValue())
              .putInt(packed.length)
              .putInt(entry.claimedBytes)
              .array());
    }
    byte[] name = entry.name.getBytes(StandardCharsets.UTF_8);
    byte[] header =
        little(46)
            .putInt(0x02014b50)
            .putShort((short) (3 << 8 | 20))
            .putShort((short) 20)
            .putShort((short) entry.flags)
            .putShort((short) entry.method)
            .putInt(0)
            .putInt((int) crc.getValue())
            .putInt(packed.length)
            .putInt(entry.claimedBytes)
            .putShort((short) name.length)
            .putShort((short) 0)
            .putShort((short) entry.directoryComment.length)
            .putInt(0)
            .putInt(entry.externalAttributes)
            .putInt(offset)
            .array();
    directory.writeBytes(header);
    directory.writeBytes(name);
    directory.writeBytes(entry.directoryComment);
    members++;
    return this;
  }

  /** Adds bytes between members that the directory does not know. */
  public ForgedZip gap(byte[] bytes) {
    body.writeBytes(bytes);
    return this;
  }

  /** The number of members that the end record claims. */
  public ForgedZip claimedMembers(int count) {
    claimedMembers = OptionalInt.of(count);
    return this;
  }

  /** By how much the end record's word on where the directory starts is wrong. */
  public ForgedZip claimedShift(int bytes) {
    claimedShift = bytes;
    return this;
  }

  public ForgedZip comment(byte[] bytes) {
    comment = bytes.clone();
    return this;
  }

  /** The archive. */
  public byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(body.toByteArray());
    out.writeBytes(directory.toByteArray());
    out.writeBytes(
        end(claimedMembers.orElse(members), directory.size(), body.size() + claimedShift, comment));
    return out.toByteArray();
  }

  /** An end record. */
  public static byte[] end(int members, int directoryBytes, int directoryAt, byte[] comment) {
    return little(22 + comment.length)
        .putInt(0x06054b50)
        .putInt(0)
        .putShort((short) members)
        .putShort((short) members)
        .putInt(directoryBytes)
        .putInt(directoryAt)
        .putShort((short) comment.length)
        .put(comment)
        .array();
  }

  private static ByteBuffer little(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }
}
