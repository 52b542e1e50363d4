package org.livemirror.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.EventLoopGroup;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.blockhound.BlockingOperationError;

final class NoBlockingTest {
  @ParameterizedTest
  @EnumSource
  void eventLoop_thatSleeps_isSeen(Transport transport) {
    EventLoopGroup loops = transport.newLoops();
    try {
      assertThatThrownBy(
              () ->
                  loops
                      .submit(
                          () -> {
                            Thread.sleep(1);
                            return "not reached";
                          })
                      .get())
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(BlockingOperationError.class);
      assertThat(NoBlocking.forget("Thread.sleep")).isTrue();
    } finally {
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }
}
