package org.livemirror.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Tells how fast a digest is for the thread that runs it: bytes by processor time, which a busy
 * machine does not change much. For one thread.
 */
final class Probe {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final MessageDigest digest;
  private final byte[] bytes = new byte[64 << 10];

  Probe(String algorithm) throws NoSuchAlgorithmException {
    this.digest = MessageDigest.getInstance(algorithm);
  }

  /** MB for each second of processor time, over this many updates of 64 KB. */
  double megabytesPerSecond(int updates) {
    long start = THREADS.getCurrentThreadCpuTime();
    for (int i = 0; i < updates; i++) {
      digest.update(bytes);
    }
    long nanos = Math.max(1, THREADS.getCurrentThreadCpuTime() - start);
    return updates * (bytes.length / 1e6) / (nanos / 1e9);
  }
}
