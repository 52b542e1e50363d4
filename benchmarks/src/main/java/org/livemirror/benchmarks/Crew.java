package org.livemirror.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Some threads that do the same work side by side. */
final class Crew implements AutoCloseable {
  private final int threads;
  private final ExecutorService executor;

  Crew(int threads) {
    this.threads = threads;
    this.executor = Executors.newFixedThreadPool(threads);
  }

  /** Work for one thread. */
  interface Work {
    double run(int index) throws Exception;
  }

  /**
   * Runs the work once in each thread, each with an index of its own from {@code index * threads};
   * returns the sum.
   */
  double run(int index, Work work) throws Exception {
    List<Callable<Double>> calls = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      int own = index * threads + i;
      calls.add(() -> work.run(own));
    }
    double sum = 0;
    for (Future<Double> done : executor.invokeAll(calls)) {
      sum += done.get();
    }
    return sum;
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
