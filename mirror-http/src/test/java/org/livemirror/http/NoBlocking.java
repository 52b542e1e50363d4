package org.livemirror.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import reactor.blockhound.BlockHound;
import reactor.blockhound.BlockingOperationError;

/**
 * Fails a test class after which an event loop was seen to block. On for every class of this
 * module.
 *
 * <p>Netty's own integration says which threads are event loops and where Netty may block. What
 * blocks is refused where it does, and remembered, as Netty catches all that is thrown.
 */
public final class NoBlocking implements BeforeAllCallback, AfterAllCallback {
  private static final Queue<Throwable> SEEN = new ConcurrentLinkedQueue<>();

  static {
    BlockHound.builder()
        .loadIntegrations()
        .blockingMethodCallback(
            method -> {
              BlockingOperationError error = new BlockingOperationError(method);
              SEEN.add(error);
              throw error;
            })
        .install();
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    // The class is loaded, and with it this is on.
  }

  @Override
  public void afterAll(ExtensionContext context) {
    assertThat(SEEN).as("what blocked an event loop").isEmpty();
  }

  /** What was seen since the last call; for the test that this sees anything. */
  static boolean forget(String method) {
    return SEEN.removeIf(seen -> String.valueOf(seen.getMessage()).contains(method));
  }
}
