package org.livemirror.http.access;

import java.io.Closeable;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.livemirror.http.exchange.Exchange;
import org.livemirror.http.exchange.HttpEvents;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a line for each exchange, on a thread of its own.
 *
 * <p>{@link #ended} formats into its thread's buffer and never waits. Buffers are written when they
 * are full and once a second. While the disk is too slow, or does not take them, lines are lost and
 * counted; the operator is told, and requests are answered as ever. Safe for all threads.
 */
public final class AccessLog implements HttpEvents, Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);

  private static final int MOST_WAITING = 32;
  private static final long FLUSH_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long TRY_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long TELL_LOST_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final long CLOSE_SECONDS = 5;

  private final LogSink sink;
  private final AccessLogSettings.Format format;
  private final long tryAgainNanos;
  private final Buffers buffers;
  private final List<Lane> lanes = new CopyOnWriteArrayList<>();
  private final ThreadLocal<Lane> lane = ThreadLocal.withInitial(this::newLane);
  private final Thread writer = new Thread(this::run, "access-log");
  private volatile boolean closed;

  // The writer's own.
  private boolean failing;
  private long failedNanos;
  private long lostTold;
  private long lostToldNanos = System.nanoTime() - TELL_LOST_NANOS;

  /**
   * Starts to log. A file that cannot be written is told, and tried again; it is no error here.
   *
   * @param clock tells the days
   */
  public static AccessLog start(AccessLogSettings settings, Clock clock) {
    LogSink sink =
        settings
            .file()
            .<LogSink>map(file -> new RotatingFile(file, settings, clock))
            .orElseGet(StandardOutput::new);
    return new AccessLog(sink, settings.format(), MOST_WAITING, TRY_AGAIN_NANOS);
  }

  AccessLog(LogSink sink, AccessLogSettings.Format format, int mostWaiting, long tryAgainNanos) {
    this.sink = sink;
    this.format = format;
    this.tryAgainNanos = tryAgainNanos;
    this.buffers = new Buffers(mostWaiting);
    writer.setDaemon(true);
    writer.start();
  }

  private Lane newLane() {
    Lane made = new Lane(format.newLines(), buffers);
    lanes.add(made);
    return made;
  }

  @Override
  public void ended(Exchange exchange) {
    if (!closed && lane.get().add(exchange)) {
      LockSupport.unpark(writer);
    }
  }

  /** Lines lost since the start. */
  public long lostLines() {
    return buffers.lostLines();
  }

  /**
   * Writes what is there and ends; waits for a slow disk for a few seconds. Close what calls {@link
   * #ended} before.
   */
  @Override
  public void close() throws IOException {
    closed = true;
    LockSupport.unpark(writer);
    try {
      writer.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (writer.isAlive()) {
      LOG.warn("access log: {} takes no more lines; the last ones are lost", sink);
    }
  }

  private void run() {
    long flushed = System.nanoTime();
    while (!closed) {
      LockSupport.parkNanos(this, FLUSH_NANOS);
      long now = System.nanoTime();
      boolean flush = now - flushed >= FLUSH_NANOS;
      if (flush) {
        flushed = now;
      }
      drain(flush);
      tellLost(now, TELL_LOST_NANOS);
    }
    drain(true);
    tellLost(System.nanoTime(), 0);
    try {
      sink.close();
    } catch (IOException e) {
      LOG.warn("access log: {}: {}", sink, e.getMessage());
    }
  }

  private void drain(boolean unfinished) {
    List<Lane> done = lanes.stream().filter(Lane::isDone).toList();
    for (Lane each : lanes) {
      each.drain(unfinished, this::write);
    }
    if (unfinished && !done.isEmpty()) {
      lanes.removeAll(done);
    }
  }

  private void write(LineBuffer lines) {
    if (lines.lines() == 0) {
      return;
    }
    if (failing && System.nanoTime() - failedNanos < tryAgainNanos && !closed) {
      buffers.lost(lines.lines());
      return;
    }
    try {
      sink.write(lines.content());
      if (failing) {
        failing = false;
        LOG.info("access log: {} is written again", sink);
      }
    } catch (IOException | RuntimeException e) {
      buffers.lost(lines.lines());
      if (!failing) {
        LOG.error(
            "access log: {} cannot be written: {}; requests are served without it, tried again",
            sink,
            e.toString());
      }
      failing = true;
      failedNanos = System.nanoTime();
    }
  }

  private void tellLost(long now, long atMostEvery) {
    long lost = buffers.lostLines();
    if (lost > lostTold && now - lostToldNanos >= atMostEvery) {
      LOG.warn("access log: {} lines lost, {} since the start", lost - lostTold, lost);
      lostTold = lost;
      lostToldNanos = now;
    }
  }
}
