package org.livemirror.core.pull;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A stream that fails when fewer than {@value #MIN_BYTES} bytes arrive within the time-out: the
 * JDK's HTTP client has no time-out for a body, and an upstream that drips must not hold a pull for
 * ever. All its failures name the file. For one reader.
 */
final class StallGuard extends FilterInputStream {
  private static final long MIN_BYTES = 4096;
  private static final ScheduledExecutorService WATCH =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "pull-stall-watch");
            thread.setDaemon(true);
            return thread;
          });

  private final String what;
  private final Duration timeout;
  private final AtomicLong arrived = new AtomicLong();
  private final ScheduledFuture<?> watch;
  private long seen;
  private volatile boolean stalled;
  private volatile boolean ended;

  StallGuard(InputStream stream, Duration timeout, String what) {
    super(stream);
    this.what = what;
    this.timeout = timeout;
    this.watch =
        WATCH.scheduleWithFixedDelay(
            this::check, timeout.toMillis(), timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void check() {
    long now = arrived.get();
    if (!ended && now - seen < MIN_BYTES) {
      stalled = true;
      try {
        in.close();
      } catch (IOException e) {
        // the reader is told by its own read
      }
    }
    seen = now;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int got;
    try {
      got = super.read(bytes, offset, length);
    } catch (IOException e) {
      throw stalled ? stall() : new IOException(what + ": " + e.getMessage(), e);
    }
    if (stalled) {
      throw stall();
    }
    if (got < 0) {
      ended = true;
    } else {
      arrived.addAndGet(got);
    }
    return got;
  }

  private IOException stall() {
    return new IOException(
        what
            + ": "
            + arrived
            + " bytes, then fewer than "
            + MIN_BYTES
            + " in "
            + timeout.toSeconds()
            + " s: stalled");
  }

  @Override
  public void close() throws IOException {
    watch.cancel(false);
    super.close();
  }
}
