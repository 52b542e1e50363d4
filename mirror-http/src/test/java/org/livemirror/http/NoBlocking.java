package org.livemirror.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.List;
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
 * blocks is refused where it does, and remembered, as Netty catches all that is thrown. Opening and
 * reading files by channels counts, too, which BlockHound does not know by itself; {@code sendfile}
 * does not, for it is how files are sent.
 */
public final class NoBlocking implements BeforeAllCallback, AfterAllCallback {
  private static final Queue<Throwable> SEEN = new ConcurrentLinkedQueue<>();

  static {
    String open = "(Ljava/nio/file/Path;Ljava/util/Set;[Ljava/nio/file/attribute/FileAttribute;)";
    BlockHound.builder()
        .loadIntegrations()
        // Handing work over takes the lock of the queue, which is held for moments and never while
        // anything is waited for.
        .allowBlockingCallsInside("java.util.concurrent.ThreadPoolExecutor", "execute")
        .markAsBlocking(FileChannel.class, "open", open + "Ljava/nio/channels/FileChannel;")
        .markAsBlocking(
            Files.class, "newByteChannel", open + "Ljava/nio/channels/SeekableByteChannel;")
        .markAsBlocking("sun.nio.ch.FileChannelImpl", "read", "(Ljava/nio/ByteBuffer;)I")
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
    List<Throwable> seen = List.copyOf(SEEN);
    SEEN.clear();
    assertThat(seen).as("what blocked an event loop").isEmpty();
  }

  /** Whether that method was seen to block; forgets it. For the test that this sees anything. */
  static boolean forget(String method) {
    return SEEN.removeIf(seen -> String.valueOf(seen.getMessage()).contains(method));
  }
}
