package org.livemirror.ftp;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.FutureListener;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.livemirror.ftp.data.DataPort;
import org.livemirror.ftp.verb.Outcome;
import org.livemirror.ftp.verb.Session;
import org.livemirror.ftp.verb.Verbs;
import org.livemirror.ftp.wire.ControlLine;
import org.livemirror.ftp.wire.ControlLine.Command;
import org.livemirror.ftp.wire.ControlLine.Malformed;
import org.livemirror.ftp.wire.Reply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One control connection: line → session gate → verb → reply, one command after the other.
 *
 * <p>While an answer is being prepared or a transfer is running, commands wait; ABOR and STAT do
 * not.
 *
 * <table>
 * <caption>Limits</caption>
 * <tr><td>commands waiting</td><td>{@value #MAX_WAITING}, then 421</td></tr>
 * <tr><td>malformed lines</td><td>{@value #MAX_MALFORMED}, the last gets 421</td></tr>
 * <tr><td>replies not taken by the client</td><td>the channel's high-water mark, then nothing is
 *     read</td></tr>
 * <tr><td>time</td><td>{@link Deadlines}</td></tr>
 * </table>
 */
final class ControlHandler extends SimpleChannelInboundHandler<ControlLine> {
  static final int MAX_WAITING = 32;
  static final int MAX_MALFORMED = 3;

  /**
   * Fired down the pipeline when the server stops: ends the session once no transfer is running.
   */
  enum Drain {
    DRAIN
  }

  private static final Logger LOG = LoggerFactory.getLogger(ControlHandler.class);

  private final Session session;
  private final Verbs verbs;
  private final Executor blocking;
  private final Deadlines deadlines;
  private final Queue<ControlLine> waiting = new ArrayDeque<>();

  private @Nullable TransferRun run;
  private @Nullable Future<?> timer;
  private boolean preparing;
  private boolean awaitingLogin;
  private boolean draining;
  private boolean closing;
  private int malformed;

  ControlHandler(Session session, Verbs verbs, Executor blocking, Deadlines deadlines) {
    super(ControlLine.class);
    this.session = session;
    this.verbs = verbs;
    this.blocking = blocking;
    this.deadlines = deadlines;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    answer(context, new Reply(220, "LiveMirror FTP, anonymous, read only."));
    watch(context);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, ControlLine line) {
    boolean urgent = run != null && line instanceof Command c && verbs.duringTransfer(c);
    if (busy() && !urgent) {
      if (waiting.size() == MAX_WAITING) {
        answer(context, new Reply(421, "Too many commands waiting."));
      } else {
        waiting.add(line);
      }
      return;
    }
    handle(context, line);
    watch(context);
  }

  private boolean busy() {
    return preparing || run != null;
  }

  private void handle(ChannelHandlerContext context, ControlLine line) {
    if (closing) {
      return;
    }
    if (line instanceof Malformed refused) {
      boolean last = ++malformed == MAX_MALFORMED;
      answer(context, last ? new Reply(421, "Too many malformed lines.") : refused.reply());
    } else if (line instanceof Command command) {
      follow(context, decide(command));
    }
  }

  private Outcome decide(Command command) {
    try {
      return verbs.run(session, command);
    } catch (RuntimeException e) {
      LOG.error("{}: {}", session.client(), command.verb(), e);
      return Outcome.answer(451, "Internal error.");
    }
  }

  private void follow(ChannelHandlerContext context, Outcome outcome) {
    if (outcome instanceof Outcome.Answer answer) {
      answer(context, answer.reply());
    } else if (outcome instanceof Outcome.Later later) {
      preparing = true;
      later.reply().addListener((FutureListener<Reply>) ready -> prepared(context, ready.getNow()));
    } else if (outcome instanceof Outcome.Transfer transfer) {
      begin(context, transfer);
    } else if (run != null) {
      run.abort();
    } else {
      answer(context, new Reply(226, "No transfer is running."));
    }
  }

  private void prepared(ChannelHandlerContext context, Reply reply) {
    preparing = false;
    answer(context, reply);
    resume(context);
  }

  private void begin(ChannelHandlerContext context, Outcome.Transfer transfer) {
    Optional<DataPort> port = session.takeDataPort();
    if (port.isEmpty()) {
      answer(context, new Reply(425, "Use EPSV or PASV first."));
      return;
    }
    run =
        new TransferRun(
            transfer,
            port.get(),
            context.channel().eventLoop(),
            blocking,
            deadlines,
            new TransferRun.Client() {
              @Override
              public void begins(Reply reply) {
                answer(context, reply);
              }

              @Override
              public void ended(List<Reply> replies) {
                run = null;
                session.transferring(false);
                replies.forEach(reply -> answer(context, reply));
                resume(context);
              }
            });
    session.transferring(true);
    run.start();
  }

  private void resume(ChannelHandlerContext context) {
    if (draining) {
      goAway(context);
    }
    while (!busy() && !waiting.isEmpty()) {
      handle(context, waiting.remove());
    }
    watch(context);
  }

  private void answer(ChannelHandlerContext context, Reply reply) {
    if (closing || !context.channel().isActive()) {
      return;
    }
    ChannelFuture written = context.writeAndFlush(reply);
    if (reply.closes()) {
      closing = true;
      written.addListener(ChannelFutureListener.CLOSE);
      watch(context);
    }
  }

  private void goAway(ChannelHandlerContext context) {
    answer(context, new Reply(421, "Server is stopping."));
  }

  /** Sets the one deadline that holds now. */
  private void watch(ChannelHandlerContext context) {
    boolean login = !closing && !session.loggedIn();
    if (login && awaitingLogin) {
      return;
    }
    awaitingLogin = login;
    stopTimer();
    if (!context.channel().isActive()) {
      return;
    }
    if (closing) {
      timer = after(context, deadlines.goodbye(), () -> hangUp(context));
    } else if (login) {
      timer = after(context, deadlines.login(), () -> late(context, "No login", deadlines.login()));
    } else if (!busy()) {
      timer = after(context, deadlines.idle(), () -> late(context, "No command", deadlines.idle()));
    }
  }

  private static Future<?> after(ChannelHandlerContext context, Duration delay, Runnable task) {
    return context.executor().schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void late(ChannelHandlerContext context, String what, Duration limit) {
    answer(context, new Reply(421, what + " for " + limit.toSeconds() + " seconds."));
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == Drain.DRAIN) {
      draining = true;
      if (!busy()) {
        goAway(context);
      }
    }
  }

  /** A client that takes no replies is not read from either. */
  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    context.channel().config().setAutoRead(context.channel().isWritable());
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    stopTimer();
    waiting.clear();
    session.end();
    if (run != null) {
      run.abandon();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof IOException) {
      LOG.debug("{}: connection broken", session.client(), cause);
    } else {
      LOG.error("{}: connection closed", session.client(), cause);
    }
    hangUp(context);
  }

  private static void hangUp(ChannelHandlerContext context) {
    ChannelFuture unused = context.close();
  }
}
