package org.livemirror.core.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.livemirror.core.pull.Site.CUR_DEFS;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.livemirror.core.pull.PullReport.Outcome;
import org.livemirror.store.ContentPath;
import org.livemirror.store.PublisherBusyException;

/** Two pulls at a time, and pulls that are interrupted. */
@Timeout(30)
final class ConcurrentPullTest {
  private static final String FULL = "1314253617jtun_nav2k8enncur25.m25";

  @TempDir Path folder;
  @TempDir Path data;
  private final CountDownLatch reading = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final AtomicBoolean ended = new AtomicBoolean();
  private Mirror mirror;
  private Upstream upstream;

  @BeforeEach
  void offer() throws IOException {
    new Site(folder).offer(CUR_DEFS, 110825002, FULL);
    mirror = new Mirror(data);
    upstream = Upstreams.open(folder.toUri(), Duration.ofSeconds(5));
  }

  private FutureTask<PullReport> startPull(Upstream from) {
    FutureTask<PullReport> pull = new FutureTask<>(() -> mirror.pull(from, CUR_DEFS));
    Thread thread = new Thread(pull, "test-pull");
    thread.setDaemon(true);
    thread.start();
    return pull;
  }

  @Test
  void secondPull_whileOneRuns_isToldSo() throws Exception {
    FutureTask<PullReport> first = startPull(new Waiting(upstream));
    reading.await();

    assertThatThrownBy(() -> mirror.pull(upstream, CUR_DEFS))
        .isInstanceOf(PublisherBusyException.class);
    assertThatThrownBy(() -> mirror.puller.preview(Mirror.source(upstream, CUR_DEFS)))
        .isInstanceOf(PublisherBusyException.class);

    goOn.countDown();
    assertThat(first.get().outcome()).isInstanceOf(Outcome.Published.class);
    assertThat(mirror.pull(upstream, CUR_DEFS).outcome()).isEqualTo(new Outcome.Unchanged());
  }

  @Test
  void interruptedPull_leavesNothingEvenIfATransferEndsLater() throws Exception {
    FutureTask<PullReport> pull = startPull(new Waiting(upstream));
    reading.await();
    Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("test-pull"))
        .forEach(Thread::interrupt);

    assertThatThrownBy(pull::get)
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(InterruptedIOException.class);
    goOn.countDown();
    Awaitility.await().untilTrue(ended);
    Awaitility.await().until(mirror::isIncomingEmpty);
    assertThat(mirror.pull(upstream, CUR_DEFS).outcome()).isInstanceOf(Outcome.Published.class);
  }

  /** Holds back the end of each file until told to go on, whoever interrupts. */
  private final class Waiting implements Upstream {
    private final Upstream upstream;

    Waiting(Upstream upstream) {
      this.upstream = upstream;
    }

    @Override
    public Optional<List<ContentPath>> list() {
      return Optional.empty();
    }

    @Override
    public OptionalLong sizeBytes(ContentPath path) throws IOException {
      return upstream.sizeBytes(path);
    }

    @Override
    public Optional<Body> open(ContentPath path, long offset) throws IOException {
      return upstream
          .open(path, offset)
          .map(
              body ->
                  new Body(
                      new WaitingStream(body.stream()),
                      body.startsAt(),
                      body.totalBytes(),
                      body.version()));
    }

    @Override
    public void close() throws IOException {
      upstream.close();
    }
  }

  private final class WaitingStream extends FilterInputStream {
    WaitingStream(InputStream stream) {
      super(stream);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int got = super.read(bytes, offset, length);
      if (got < 0) {
        reading.countDown();
        awaitUninterrupted(goOn);
        ended.set(true);
      }
      return got;
    }
  }

  /** Swallows interrupts, as some libraries do. */
  private static void awaitUninterrupted(CountDownLatch latch) {
    while (true) {
      try {
        latch.await();
        return;
      } catch (InterruptedException e) {
        // and waits on
      }
    }
  }
}
