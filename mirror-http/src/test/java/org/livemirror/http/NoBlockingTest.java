package org.livemirror.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.EventLoopGroup;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.livemirror.net.Transport;
import reactor.blockhound.BlockingOperationError;

/** What blocks is seen on event loops: without this the other tests would prove nothing. */
final class NoBlockingTest {
  private static void isSeen(Transport transport, String method, Callable<?> work) {
    EventLoopGroup loops = transport.newLoops("http", 1);
    try {
      assertThatThrownBy(() -> loops.submit(work).get())
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(BlockingOperationError.class);
      assertThat(NoBlocking.forget(method)).isTrue();
    } finally {
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }

  @ParameterizedTest
  @EnumSource
  void eventLoop_thatSleeps_isSeen(Transport transport) {
    isSeen(
        transport,
        "Thread.sleep",
        () -> {
          Thread.sleep(1);
          return "not reached";
        });
  }

  @ParameterizedTest
  @EnumSource
  void eventLoop_thatOpensOrReadsAFile_isSeen(Transport transport, @TempDir Path folder)
      throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "text");
    isSeen(transport, "FileChannel.open", () -> FileChannel.open(file));
    isSeen(transport, "newByteChannel", () -> Files.newByteChannel(file));
    try (SeekableByteChannel open = Files.newByteChannel(file)) {
      isSeen(transport, "read", () -> open.read(ByteBuffer.allocate(1)));
    }
  }
}
