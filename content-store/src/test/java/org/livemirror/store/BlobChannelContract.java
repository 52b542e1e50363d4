package org.livemirror.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import org.junit.jupiter.api.Test;

/** How the bytes of a blob are read. */
abstract class BlobChannelContract {
  private static final String DIGITS = "0123456789";

  abstract ContentStore store();

  @Test
  void channels_ofOneBlob_areIndependent() throws Exception {
    try (StagedBlob staged = Stored.staged(store(), DIGITS)) {
      areIndependent(staged.open(), staged.open());
      Sha256 name = staged.commit();
      areIndependent(staged.open(), staged.open());
      areIndependent(store().blobs().open(name), store().blobs().open(name));
    }
  }

  private static void areIndependent(SeekableByteChannel first, SeekableByteChannel second)
      throws IOException {
    try (first;
        second) {
      assertThat(next(first, 4)).isEqualTo("0123");
      assertThat(next(second, 2)).isEqualTo("01");
      first.close();
      assertThat(second.isOpen()).isTrue();
      assertThat(next(second, 8)).isEqualTo("23456789");
    }
  }

  @Test
  void position_set_readsFromThere() throws Exception {
    try (SeekableByteChannel channel = opened()) {
      assertThat(channel.size()).isEqualTo(10);
      assertThat(channel.position()).isZero();
      assertThat(next(channel.position(7), 2)).isEqualTo("78");
      assertThat(channel.position()).isEqualTo(9);
      assertThat(next(channel.position(1), 3)).isEqualTo("123");
      assertThat(channel.size()).isEqualTo(10);
    }
  }

  @Test
  void position_atAndBeyondTheEnd_readsNothing() throws Exception {
    try (SeekableByteChannel channel = opened()) {
      assertThat(channel.position(10).read(ByteBuffer.allocate(1))).isEqualTo(-1);
      assertThat(channel.position(11).read(ByteBuffer.allocate(1))).isEqualTo(-1);
      assertThat(channel.position(1L << 40).read(ByteBuffer.allocate(1))).isEqualTo(-1);
      assertThat(channel.size()).isEqualTo(10);
      assertThat(next(channel.position(9), 1)).isEqualTo("9");
    }
  }

  @Test
  void position_negative_isRefused() throws Exception {
    try (SeekableByteChannel channel = opened()) {
      assertThatThrownBy(() -> channel.position(-1)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void read_moreThanIsLeft_givesWhatIsLeft() throws Exception {
    try (SeekableByteChannel channel = opened()) {
      ByteBuffer buffer = ByteBuffer.allocate(20);
      assertThat(channel.position(8).read(buffer)).isEqualTo(2);
      assertThat(buffer.position()).isEqualTo(2);
      assertThat(channel.read(buffer)).isEqualTo(-1);
    }
  }

  @Test
  void write_isRefused() throws Exception {
    try (SeekableByteChannel channel = opened()) {
      assertThatThrownBy(() -> channel.write(ByteBuffer.wrap(new byte[1])))
          .isInstanceOf(NonWritableChannelException.class);
      assertThatThrownBy(() -> channel.truncate(0)).isInstanceOf(NonWritableChannelException.class);
    }
  }

  @Test
  void channel_closed_isRefused() throws Exception {
    SeekableByteChannel channel = opened();
    channel.close();
    assertThat(channel.isOpen()).isFalse();
    assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1)))
        .isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(channel::position).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(channel::size).isInstanceOf(ClosedChannelException.class);
  }

  private SeekableByteChannel opened() throws IOException {
    try (StagedBlob staged = Stored.staged(store(), DIGITS)) {
      return store().blobs().open(staged.commit());
    }
  }

  private static String next(SeekableByteChannel channel, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining() && channel.read(buffer) >= 0) {}
    return new String(
        buffer.array(), 0, buffer.position(), java.nio.charset.StandardCharsets.ISO_8859_1);
  }
}
