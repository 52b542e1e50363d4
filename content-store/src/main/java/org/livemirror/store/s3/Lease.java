package org.livemirror.store.s3;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.livemirror.store.PublisherBusyException;
import org.livemirror.store.PublisherLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to publish to a bucket: the object {@code LOCK}, written only if it is as it was read,
 * and written again every few seconds while it is held.
 *
 * <p>It runs out when it was not written for its term. Both ends of that time, the object's {@code
 * Last-Modified} and the {@code Date} of the answer that brings it, are told by the server, so the
 * clocks of the nodes do not matter. Assumed is only that the server's own clock does not jump by
 * more than the spare time in {@link S3Limits}, about ten seconds, and that clocks of nodes run at
 * the same speed.
 *
 * <p>A holder that was silent for too long refuses its own writes. Pointers and documents are
 * written only right after a renewal, and only over what was there when the lease was taken or what
 * this lease wrote itself: a holder that lost its lease cannot undo what the next one did. Safe for
 * all threads.
 */
final class Lease implements PublisherLock {
  static final String NAME = "LOCK";
  private static final Logger LOG = LoggerFactory.getLogger(Lease.class);

  private final Bucket bucket;
  private final LeaseText text;
  private final ScheduledExecutorService renewals;
  private final Map<String, String> written = new HashMap<>();
  private String etag;
  private volatile long renewed;
  private volatile boolean lost;
  private volatile boolean closed;

  private Lease(Bucket bucket, LeaseText text, String etag, long renewed) {
    this.bucket = bucket;
    this.text = text;
    this.etag = etag;
    this.renewed = renewed;
    this.renewals =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "s3-lease");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Takes the lease of the store in {@code bucket}.
   *
   * @throws PublisherBusyException at once, if another has it
   */
  static Lease take(Bucket bucket) throws IOException {
    LeaseText mine = LeaseText.mine(bucket.limits().lease());
    Optional<Bucket.Small> found = bucket.get(NAME, S3Limits.MAX_LINE_BYTES);
    if (found.isPresent()) {
      refuseIfHeld(found.get());
    }
    long sent = System.nanoTime();
    Condition asRead =
        found.map(there -> Condition.unchanged(there.etag())).orElse(Condition.ABSENT);
    Optional<String> etag = bucket.put(NAME, mine.bytes(), asRead);
    if (etag.isEmpty()) {
      throw new PublisherBusyException("another that was faster");
    }
    Lease lease = new Lease(bucket, mine, etag.get(), sent);
    lease.start();
    return lease;
  }

  private static void refuseIfHeld(Bucket.Small found) throws IOException {
    Optional<LeaseText> holder = LeaseText.read(found.bytes());
    if (holder.isEmpty()) {
      return;
    }
    Duration left = holder.get().term().minus(Duration.between(found.modified(), found.served()));
    if (!left.isNegative()) {
      throw new PublisherBusyException(
          holder.get().holder()
              + " (should it have crashed, its lease runs out in "
              + (left.toSeconds() + 1)
              + " s)");
    }
  }

  private void start() throws IOException {
    try {
      bucket.list("", false, object -> written.put(object.name(), object.etag()));
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
    long every = bucket.limits().renewal().toMillis();
    Object unused =
        renewals.scheduleWithFixedDelay(this::renewQuietly, every, every, TimeUnit.MILLISECONDS);
  }

  private void renewQuietly() {
    try {
      renew();
    } catch (IOException e) {
      LOG.warn("{}: the publisher's lease was not renewed: {}", where(), e.getMessage());
    }
  }

  private synchronized void renew() throws IOException {
    checkUsable();
    long sent = System.nanoTime();
    Optional<String> next = bucket.put(NAME, text.bytes(), Condition.unchanged(etag));
    lost = next.isEmpty();
    checkUsable();
    etag = next.orElse(etag);
    renewed = sent;
  }

  Bucket bucket() {
    return bucket;
  }

  /** Throws unless the lease is that store's and was not given back. */
  static Lease of(PublisherLock lock, Bucket bucket) {
    if (!(lock instanceof Lease lease) || lease.bucket != bucket || lease.closed) {
      throw new IllegalArgumentException("the lock is not this store's, or was given back");
    }
    return lease;
  }

  /** Throws unless the lease is still held, as far as this node knows. */
  void check() throws IOException {
    checkUsable();
    long silent = System.nanoTime() - renewed;
    if (silent > bucket.limits().trust().toNanos()) {
      throw new IOException(
          where()
              + ": not renewed for "
              + TimeUnit.NANOSECONDS.toSeconds(silent)
              + " s, so another may publish now; nothing more is written; check the network and"
              + " the service, then try again");
    }
  }

  private void checkUsable() throws IOException {
    if (lost) {
      throw new IOException(
          where()
              + ": the publisher's lease was taken over by another; nothing more is written;"
              + " try again when it is done");
    }
  }

  /**
   * Replaces a small object at the top of the store, if it is as this lease knows it. The lease is
   * renewed first, so that nobody else can take it over meanwhile.
   */
  synchronized void replace(String name, byte[] bytes) throws IOException {
    check();
    renew();
    Condition asKnown =
        written.containsKey(name) ? Condition.unchanged(written.get(name)) : Condition.ABSENT;
    String next =
        bucket
            .put(name, bytes, asKnown)
            .orElseThrow(
                () ->
                    new IOException(
                        bucket.where(name)
                            + ": changed by another since this publisher began; not overwritten;"
                            + " try again"));
    written.put(name, next);
  }

  /**
   * Sends two writes of {@code LOCK} whose conditions do not hold.
   *
   * @throws IOException if one of them is done: then two publishers could overwrite each other
   */
  synchronized void checkConditionsCount() throws IOException {
    String other = "\"" + "0".repeat(32) + "\"";
    for (Condition wrong : new Condition[] {Condition.ABSENT, Condition.unchanged(other)}) {
      Optional<String> done = bucket.putOnce(NAME, text.bytes(), wrong);
      if (done.isPresent()) {
        etag = done.get();
        throw new IOException(
            where()
                + " at "
                + bucket.settings().service()
                + ": the service does not heed If-Match and If-None-Match on writes, so publishers"
                + " could overwrite each other; use one that does, see docs/formats.md");
      }
    }
  }

  private String where() {
    return bucket.where(NAME);
  }

  /** Gives the right back. If that fails the lease runs out by itself, so it is only logged. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    renewals.shutdownNow();
    if (!lost) {
      try {
        Optional<String> unused = bucket.put(NAME, LeaseText.FREE, Condition.unchanged(etag));
      } catch (IOException e) {
        LOG.warn(
            "{}: the publisher's lease was not given back and runs out in {} s: {}",
            where(),
            text.term().toSeconds(),
            e.getMessage());
      }
    }
  }
}
