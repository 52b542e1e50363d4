package org.livemirror.core.pull;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.livemirror.core.trust.RefusedException;
import org.livemirror.store.ContentPath;
import org.livemirror.store.StagedBlob;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The transfers of one pull, some at a time. What they stage is discarded with this unless it was
 * committed. All methods but {@link #fetch} are for one thread.
 */
final class Transfers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Transfers.class);
  private static final long STOP_SECONDS = 10;

  private final String source;
  private final Fetcher fetcher;
  private final ExecutorService workers;
  private final List<StagedBlob> staged = new ArrayList<>();
  private boolean closed;

  Transfers(String source, Fetcher fetcher, int parallel) {
    this.source = source;
    this.fetcher = fetcher;
    this.workers = Executors.newFixedThreadPool(parallel);
  }

  /** Work under way for some paths. */
  static final class Batch<T> {
    private final Map<ContentPath, Future<T>> work = new LinkedHashMap<>();

    /** Waits for the work of a path that was submitted. */
    T await(ContentPath path) throws IOException, RefusedException {
      try {
        return Objects.requireNonNull(work.get(path)).get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException(path + ": interrupted");
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RefusedException refused) {
          throw refused;
        }
        if (e.getCause() instanceof IOException failed) {
          throw failed;
        }
        throw new IllegalStateException(e.getCause());
      }
    }
  }

  /** Does the work for a path on a worker. */
  <T> void submit(Batch<T> batch, ContentPath path, Callable<T> work) {
    batch.work.put(path, workers.submit(work));
  }

  /** Asks the upstream for lengths, on the workers. */
  PullSize sizes(Upstream upstream, Collection<ContentPath> paths) throws IOException {
    return PullSize.ask(upstream, paths, workers);
  }

  /**
   * Fetches on the calling thread; what comes back when nobody waits for it any more is discarded
   * at once. Safe for all threads.
   */
  Optional<StagedBlob> fetch(ContentPath path, long maxBytes) throws IOException, RefusedException {
    Optional<StagedBlob> content = fetcher.fetch(path, maxBytes);
    if (content.isPresent()) {
      synchronized (staged) {
        if (closed) {
          content.get().close();
          throw new InterruptedIOException(path + ": came after the pull had ended");
        }
        staged.add(content.get());
      }
    }
    return content;
  }

  /** Breaks off what is under way; discards what was staged and not put into the store. */
  @Override
  public void close() throws IOException {
    workers.shutdownNow();
    try {
      if (!workers.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("source {}: a transfer did not stop in {} s", source, STOP_SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (staged) {
      closed = true;
      for (StagedBlob each : staged) {
        each.close();
      }
    }
  }
}
