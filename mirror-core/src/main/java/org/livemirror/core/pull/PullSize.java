package org.livemirror.core.pull;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.livemirror.store.ContentPath;

/**
 * How much there is to fetch.
 *
 * @param knownBytes of the files whose length the upstream tells
 * @param unknown how many others there are; also those that it cannot be asked for
 */
record PullSize(long knownBytes, int unknown) {
  /** Asks an upstream, several questions at a time. */
  static PullSize ask(Upstream upstream, Collection<ContentPath> paths, ExecutorService workers)
      throws IOException {
    List<Callable<OptionalLong>> questions = new ArrayList<>();
    paths.forEach(path -> questions.add(() -> upstream.sizeBytes(path)));
    long known = 0;
    int unknown = 0;
    try {
      for (Future<OptionalLong> answer : workers.invokeAll(questions)) {
        OptionalLong size = sizeOrUnknown(answer);
        known += size.orElse(0);
        unknown += size.isEmpty() ? 1 : 0;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while asking for lengths");
    }
    return new PullSize(known, unknown);
  }

  /** A server that does not answer this question may well send the file. */
  private static OptionalLong sizeOrUnknown(Future<OptionalLong> answer)
      throws InterruptedException {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException) {
        return OptionalLong.empty();
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
