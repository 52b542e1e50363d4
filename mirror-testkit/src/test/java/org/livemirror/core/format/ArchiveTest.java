package org.livemirror.core.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.livemirror.testkit.Forge;
import org.livemirror.testkit.ForgedArchive;
import org.livemirror.testkit.ForgedZip;
import org.livemirror.testkit.ForgedZip.Entry;

class ArchiveTest {
  private static final ArchiveLimits SMALL = new ArchiveLimits(3, 1000, 200, 20, 16 << 10);

  private static ForgedArchive archive() {
    return Forge.standard().archive();
  }

  private static Map<String, String> walk(byte[] bytes, ArchiveLimits limits)
      throws IOException, MalformedException {
    Map<String, String> members = new LinkedHashMap<>();
    try (SeekableByteChannel channel = new SeekableInMemoryByteChannel(bytes)) {
      Archive.walk(
          channel,
          limits,
          (name, content) ->
              members.put(name, new String(content.readAllBytes(), StandardCharsets.US_ASCII)));
      assertThat(channel.isOpen()).isTrue();
    }
    return members;
  }

  private static MalformedException refused(byte[] bytes, ArchiveLimits limits) {
    return catchThrowableOfType(MalformedException.class, () -> walk(bytes, limits));
  }

  @Test
  void walk_zip_givesMembersInOrder() throws Exception {
    byte[] zip = archive().member("b/two", "2").member("a", "1").zip();

    assertThat(walk(zip, SMALL)).containsExactly(Map.entry("b/two", "2"), Map.entry("a", "1"));
  }

  @Test
  void walk_sevenZip_isKnownByItsFirstBytes() throws Exception {
    byte[] sevenZip = archive().member("b/two", "2").member("a", "1").sevenZip();

    assertThat(walk(sevenZip, SMALL)).containsExactly(Map.entry("b/two", "2"), Map.entry("a", "1"));
  }

  @Test
  void walk_quirksOfGoodWriters_areTaken() throws Exception {
    byte[] zip =
        new ForgedZip()
            .add(new Entry("dir/", ""))
            .add(new Entry("dir\\deflated", "12").deflated().flags(8))
            .add(new Entry("stored", "3"))
            .bytes();

    assertThat(walk(zip, SMALL))
        .containsExactly(Map.entry("dir/deflated", "12"), Map.entry("stored", "3"));
  }

  @Test
  void walk_memberLeftUnread_stillCounts() {
    byte[] zip = archive().member("a", new byte[1001]).zip();

    MalformedException e =
        catchThrowableOfType(
            MalformedException.class,
            () -> Archive.walk(new SeekableInMemoryByteChannel(zip), SMALL, (name, content) -> {}));

    assertThat(e).hasMessage("member a: found more than 1000 bytes unpacked (expected fewer)");
  }

  static List<Arguments> bad() {
    byte[] one = archive().member("a", "1").zip();
    byte[] sevenZip = archive().member("a", "1").sevenZip();
    String relative = " (expected a relative name without '..')";
    byte[] locator = new byte[20];
    ByteBuffer.wrap(locator).putInt(0x504b0607);
    return List.of(
        Arguments.of(
            "garbage",
            "garbage".getBytes(StandardCharsets.US_ASCII),
            "first bytes: found 67617262 (expected a zip (504b…) or 7z (377abcaf) archive)"),
        Arguments.of(
            "empty",
            new byte[0],
            "first bytes: found 00000000 (expected a zip (504b…) or 7z (377abcaf) archive)"),
        Arguments.of(
            "no member",
            new ForgedZip().bytes(),
            "zip directory: found no member at byte 0 (expected one: nothing stands before the members)"),
        Arguments.of(
            "twice",
            archive().member("a", "1").member("a", "2").zip(),
            "member a: found a second one of that name (expected one)"),
        Arguments.of(
            "twice in other case",
            archive().member("a", "1").member("A", "2").zip(),
            "member A: found a second one of that name (expected one)"),
        Arguments.of(
            "twice by backslash",
            new ForgedZip().add(new Entry("d/a", "1")).add(new Entry("d\\a", "2")).bytes(),
            "member d/a: found a second one of that name (expected one)"),
        Arguments.of(
            "7z twice in other case",
            archive().member("a", "1").member("A", "2").sevenZip(),
            "member A: found a second one of that name (expected one)"),
        Arguments.of(
            "upwards",
            archive().member("x/../a", "1").zip(),
            "archive: found the name 'x/../a'" + relative),
        Arguments.of(
            "upwards by backslash",
            new ForgedZip().add(new Entry("..\\a", "1")).bytes(),
            "archive: found the name '../a'" + relative),
        Arguments.of(
            "7z upwards",
            archive().member("../a", "1").sevenZip(),
            "archive: found the name '../a'" + relative),
        Arguments.of(
            "absolute",
            new ForgedZip().add(new Entry("/a", "1")).bytes(),
            "archive: found the name '/a'" + relative),
        Arguments.of(
            "drive",
            archive().member("C:a", "1").zip(),
            "archive: found the name 'C:a'" + relative),
        Arguments.of(
            "control character",
            archive().member("a\nb", "1").zip(),
            "archive: found the name 'a?b'" + relative),
        Arguments.of(
            "another line end",
            archive().member("a\u2028b", "1").zip(),
            "archive: found the name 'a?b'" + relative),
        Arguments.of(
            "long name",
            archive().member("a".repeat(21), "1").zip(),
            "archive: found a name of 21 characters (expected at most 20)"),
        Arguments.of(
            "symbolic link",
            new ForgedZip().add(new Entry("a", "/etc/passwd").symbolicLink()).bytes(),
            "member a: found a symbolic link (expected a file)"),
        Arguments.of(
            "encrypted",
            new ForgedZip().add(new Entry("a", "1").flags(1)).bytes(),
            "member a: found encryption (expected a member readable without a password)"),
        Arguments.of(
            "method",
            new ForgedZip().add(new Entry("a", "1").method(12)).bytes(),
            "member a: found compression method 12 (expected stored or deflated)"),
        Arguments.of(
            "folder with content",
            new ForgedZip().add(new Entry("a/", "evil")).bytes(),
            "member a/: found a folder with content (expected an empty one)"),
        Arguments.of(
            "folder with content by backslash",
            new ForgedZip().add(new Entry("a\\", "evil")).bytes(),
            "member a/: found a folder with content (expected an empty one)"),
        Arguments.of(
            "claims more",
            new ForgedZip().add(new Entry("a", "1").deflated().claimedBytes(2)).bytes(),
            "member a: found 1 bytes (expected 2, as declared)"),
        Arguments.of(
            "claims less",
            new ForgedZip().add(new Entry("a", "123").deflated().claimedBytes(2)).bytes(),
            "member a: found 3 bytes (expected 2, as declared)"),
        Arguments.of(
            "stored claims less",
            new ForgedZip().add(new Entry("a", "123").claimedBytes(2)).bytes(),
            "member a: found 3 bytes (expected 2, as declared)"),
        Arguments.of(
            "bytes after the deflated ones",
            new ForgedZip().add(new Entry("a", "1").deflated().flags(8).slack(one)).bytes(),
            "member a: found 3 packed bytes (expected " + (3 + one.length) + ", as declared)"),
        Arguments.of(
            "too many members",
            archive().member("a", "").member("b", "").member("c", "").member("d", "").zip(),
            "zip directory: found 4 members (expected at most 3)"),
        Arguments.of(
            "7z too many members",
            archive()
                .member("a", "1")
                .member("b", "2")
                .member("c", "3")
                .member("d", "4")
                .sevenZip(),
            "archive: found more than 3 members (expected fewer)"),
        Arguments.of(
            "too much together",
            archive().member("a", new byte[600]).member("b", new byte[600]).zip(),
            "member b: found more than 1000 bytes unpacked (expected fewer)"),
        Arguments.of(
            "7z too much",
            archive().member("a", new byte[1001]).sevenZip(),
            "member a: found more than 1000 bytes unpacked (expected fewer)"),
        Arguments.of(
            "bytes in front",
            concat(new byte[] {'P', 'K', 0, 0}, one),
            "zip directory: found a directory that ends at byte "
                + (one.length - 22)
                + " (expected "
                + (one.length - 18)
                + ", where its end record is: there are bytes before or inside the archive)"),
        Arguments.of(
            "a member in front that the directory does not know",
            new ForgedZip().gap(Arrays.copyOf(one, 40)).add(new Entry("b", "2")).bytes(),
            "zip directory: found no member at byte 0 (expected one: nothing stands before the members)"),
        Arguments.of(
            "a member between that the directory does not know",
            new ForgedZip()
                .add(new Entry("a", "1"))
                .gap(Arrays.copyOf(one, 40))
                .add(new Entry("b", "2"))
                .bytes(),
            "zip directory: found 40 bytes after the data of the member at byte 0 (expected none)"),
        Arguments.of(
            "another name in front of the data",
            new ForgedZip().add(new Entry("good", "1").localName("evil")).bytes(),
            "zip directory: found another member at byte 0 than in the directory (expected its name, flags, method, checksum and lengths in both)"),
        Arguments.of(
            "another checksum in front of the data",
            changed(new ForgedZip().add(new Entry("a", "1")).bytes(), 14),
            "zip directory: found another member at byte 0 than in the directory (expected "),
        Arguments.of(
            "another checksum behind the data",
            changed(new ForgedZip().add(new Entry("a", "1").deflated().flags(8)).bytes(), 38),
            "zip directory: found another descriptor behind the member at byte 0 (expected the checksum and lengths of the directory)"),
        Arguments.of(
            "no descriptor behind the data",
            changed(new ForgedZip().add(new Entry("a", "1").deflated().flags(8)).bytes(), 34),
            "zip directory: found another descriptor behind the member at byte 0 (expected "),
        Arguments.of(
            "another checksum than the data's",
            changed(new ForgedZip().add(new Entry("a", "1")).bytes(), 31),
            "member a: found checksum f4dbdf21 (expected 83dcefb7, as declared)"),
        Arguments.of(
            "a masked header",
            new ForgedZip().add(new Entry("a", "1").flags(1 << 13)).bytes(),
            "zip directory: found flags 2000 of the member at byte 0 (expected those of stored or deflated files)"),
        Arguments.of(
            "bytes behind",
            concat(one, new byte[] {0}),
            "zip directory: found no end record (expected one that ends where the file ends)"),
        Arguments.of(
            "an end record in the comment",
            new ForgedZip()
                .add(new Entry("a", "1"))
                .comment(concat(ForgedZip.end(1, 47, 32, new byte[0]), new byte[] {0}))
                .bytes(),
            "zip directory: found no end record (expected one that ends where the file ends)"),
        Arguments.of(
            "a whole second zip in the comment",
            new ForgedZip()
                .add(new Entry("a", "1"))
                .comment(new ForgedZip().add(new Entry("b", "2")).bytes())
                .bytes(),
            "zip directory: found a directory that ends at byte"),
        Arguments.of(
            "a comment",
            new ForgedZip().add(new Entry("a", "1")).comment(new byte[] {1, 2}).bytes(),
            "zip directory: found a comment of 2 bytes (expected none: no guard names it)"),
        Arguments.of(
            "a member's comment",
            new ForgedZip().add(new Entry("a", "1").directoryComment(new byte[] {1, 2})).bytes(),
            "zip directory: found a comment of 2 bytes on the member at byte 0 (expected none: no guard names it)"),
        Arguments.of(
            "fewer members than claimed",
            new ForgedZip().add(new Entry("a", "1")).claimedMembers(2).bytes(),
            "zip directory: found 1 members in the directory (expected 2, as its end record says)"),
        Arguments.of(
            "more members than claimed",
            new ForgedZip()
                .add(new Entry("a", "1"))
                .add(new Entry("b", ""))
                .claimedMembers(1)
                .bytes(),
            "zip directory: found 2 members in the directory (expected 1, as its end record says)"),
        Arguments.of(
            "zip64 count",
            new ForgedZip().add(new Entry("a", "1")).claimedMembers(0xffff).bytes(),
            "zip directory: found a zip64 archive (expected a plain one below 4 GiB and 65535 members)"),
        Arguments.of(
            "zip64 locator in the directory",
            new ForgedZip().add(new Entry("a", "1").directoryComment(locator)).bytes(),
            "zip directory: found a zip64 locator before the end record (expected a plain archive)"),
        Arguments.of(
            "shifted",
            new ForgedZip().add(new Entry("a", "1")).claimedShift(1).bytes(),
            "zip directory: found a directory that ends at byte"),
        Arguments.of(
            "7z that ends as a zip",
            concat(sevenZip, one),
            "archive: found a 7z that ends as a zip (expected one archive, the same for every reader)"));
  }

  private static byte[] changed(byte[] bytes, int at) {
    bytes[at] ^= 1;
    return bytes;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bad")
  void walk_bad_isMalformed(String name, byte[] archive, String message) {
    assertThat(refused(archive, SMALL)).as(name).hasMessageStartingWith(message);
  }

  @Test
  void walk_bomb_isStoppedByItsRatio() {
    ArchiveLimits limits = new ArchiveLimits(10, 1L << 30, 200, 20, 1 << 20);
    byte[] zeros = new byte[4 << 20];

    for (byte[] bomb :
        List.of(archive().member("a", zeros).zip(), archive().member("a", zeros).sevenZip())) {
      assertThat(refused(bomb, limits))
          .hasMessage(
              "member a: found more than 200 bytes for each packed one (expected content, not a bomb)");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void walk_cutAnywhere_isMalformed(boolean sevenZip) {
    ForgedArchive archive = archive().member("a", "123").member("b", "456");
    byte[] whole = sevenZip ? archive.sevenZip() : archive.zip();

    for (int length = 0; length < whole.length; length++) {
      assertThat(refused(Arrays.copyOf(whole, length), SMALL)).as("cut to %d", length).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void walk_anyByteChanged_isMalformedOrRead(boolean sevenZip) throws Exception {
    ForgedArchive archive = archive().member("a", "123").member("b/c", "456");
    byte[] whole = sevenZip ? archive.sevenZip() : archive.zip();

    for (int at = 0; at < whole.length; at++) {
      for (int change : new int[] {0x01, 0x80, 0xff}) {
        byte[] changed = whole.clone();
        changed[at] ^= (byte) change;
        try {
          walk(changed, SMALL);
        } catch (MalformedException expected) {
          assertThat(expected.found()).isNotEmpty();
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void walk_channelFailsAtAnyCall_isNotTheArchivesFault(boolean sevenZip) throws Exception {
    ForgedArchive archive = archive().member("a", "123").member("b", "456");
    byte[] whole = sevenZip ? archive.sevenZip() : archive.zip();
    FailingChannel counting = new FailingChannel(whole, Integer.MAX_VALUE);
    Archive.walk(counting, SMALL, (name, content) -> {});

    for (int call = 0; call < counting.calls; call++) {
      FailingChannel failing = new FailingChannel(whole, call);
      assertThatThrownBy(() -> Archive.walk(failing, SMALL, (name, content) -> {}))
          .as("call %d", call)
          .isInstanceOf(IOException.class)
          .hasMessage("disk");
    }
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  /** A channel whose call number {@code failAt} and all after it throw. */
  private static final class FailingChannel extends SeekableInMemoryByteChannel {
    private final int failAt;
    private int calls;

    FailingChannel(byte[] bytes, int failAt) {
      super(bytes);
      this.failAt = failAt;
    }

    private void call() throws IOException {
      if (calls++ >= failAt) {
        throw new IOException("disk");
      }
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
      call();
      return super.read(target);
    }

    @Override
    public SeekableByteChannel position(long position) throws IOException {
      call();
      return super.position(position);
    }
  }
}
