package org.livemirror.ftp;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.FutureListener;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.livemirror.ftp.data.BrokenBodyException;
import org.livemirror.ftp.data.DataPort;
import org.livemirror.ftp.data.Sender;
import org.livemirror.ftp.verb.Outcome;
import org.livemirror.ftp.wire.Reply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One transfer under way: open the body → 150 → data connection → send → close both → 226.
 *
 * <p>However it ends, the port and the body are closed first and the end is told once. Runs on the
 * session's event loop; only opening the body, and reading it if it is no file, is done on the
 * blocking executor.
 */
final class TransferRun {
  /** Told of the replies of a transfer. */
  interface Client {
    void begins(Reply reply);

    void ended(List<Reply> replies);
  }

  private static final Logger LOG = LoggerFactory.getLogger(TransferRun.class);

  private final Outcome.Transfer transfer;
  private final DataPort port;
  private final EventLoop loop;
  private final Executor blocking;
  private final Deadlines deadlines;
  private final Client client;

  private @Nullable ReadableByteChannel unsent;
  private @Nullable Sender sender;
  private @Nullable Future<?> patience;
  private boolean over;

  TransferRun(
      Outcome.Transfer transfer,
      DataPort port,
      EventLoop loop,
      Executor blocking,
      Deadlines deadlines,
      Client client) {
    this.transfer = transfer;
    this.port = port;
    this.loop = loop;
    this.blocking = blocking;
    this.deadlines = deadlines;
    this.client = client;
  }

  void start() {
    try {
      blocking.execute(this::open);
    } catch (RejectedExecutionException e) {
      unreadable(e);
    }
  }

  /** Ends the transfer at the client's wish, RFC 959 §4.1.3 ABOR. */
  void abort() {
    end(false, new Reply(426, "Transfer aborted."), new Reply(226, "Abort done."));
  }

  /** Ends the transfer of a client that is gone. */
  void abandon() {
    end(false);
  }

  private void open() {
    try {
      ReadableByteChannel body = transfer.body().open();
      if (!onLoop(() -> opened(body))) {
        body.close();
      }
    } catch (IOException | RuntimeException e) {
      onLoop(() -> unreadable(e));
    }
  }

  /** Whether the loop still takes tasks; it does not when the server has stopped. */
  private boolean onLoop(Runnable task) {
    try {
      loop.execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  private void opened(ReadableByteChannel body) {
    unsent = body;
    if (over) {
      closeUnsent();
      return;
    }
    client.begins(new Reply(150, transfer.opening()));
    patience =
        loop.schedule(
            () -> end(false, new Reply(425, "No data connection came.")),
            deadlines.dataConnect().toMillis(),
            TimeUnit.MILLISECONDS);
    port.connection()
        .addListener(
            (FutureListener<Channel>)
                connected -> {
                  if (connected.isSuccess()) {
                    send(body, connected.getNow());
                  }
                });
  }

  private void send(ReadableByteChannel body, Channel connection) {
    stopWaiting();
    connection.pipeline().addLast(stallWatch(), new StallHandler());
    try {
      Sender started = Sender.of(body, transfer.body().sizeBytes(), connection, blocking);
      sender = started;
      unsent = null;
      started.start().addListener(this::sent);
    } catch (IOException e) {
      unreadable(e);
    }
  }

  private void sent(Future<? super Void> done) {
    if (done.isSuccess()) {
      end(true, new Reply(226, "Transfer complete."));
    } else if (done.cause() instanceof BrokenBodyException) {
      unreadable(done.cause());
    } else {
      end(false, new Reply(426, "Data connection broken."));
    }
  }

  private void unreadable(Throwable cause) {
    if (!over) {
      LOG.warn("{}", Reply.printable(transfer.opening()), cause);
    }
    end(false, new Reply(451, "Content cannot be read, try again later."));
  }

  private void end(boolean whole, Reply... replies) {
    if (over) {
      return;
    }
    over = true;
    stopWaiting();
    port.close();
    port.closed()
        .addListener(
            closed -> {
              if (sender != null) {
                sender.stop();
              }
              closeUnsent();
              transfer.report().ended(sender == null ? 0 : sender.sentBytes(), whole);
              client.ended(List.of(replies));
            });
  }

  private void stopWaiting() {
    if (patience != null) {
      patience.cancel(false);
    }
  }

  private void closeUnsent() {
    try {
      if (unsent != null) {
        unsent.close();
      }
    } catch (IOException e) {
      LOG.debug("closing content that was not sent", e);
    }
  }

  /** Sees progress within one large write, too. */
  private IdleStateHandler stallWatch() {
    return new IdleStateHandler(true, 0, deadlines.stall().toMillis(), 0, TimeUnit.MILLISECONDS);
  }

  private final class StallHandler extends ChannelInboundHandlerAdapter {
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof IdleStateEvent) {
        end(false, new Reply(426, "Data connection stalled."));
      }
    }
  }
}
