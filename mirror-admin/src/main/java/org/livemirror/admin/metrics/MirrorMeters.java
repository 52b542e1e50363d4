package org.livemirror.admin.metrics;

import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.livemirror.core.event.MirrorEvents;
import org.livemirror.core.event.PullEnd;
import org.livemirror.store.ContentPath;
import org.livemirror.store.Generation;

/**
 * Counts the facts of a mirror. What another process does on the same store is not among them. Safe
 * for all threads.
 */
public final class MirrorMeters implements MirrorEvents {
  /** Stands for a source that is not in the settings, such as an import. */
  private static final String OTHER = "other";

  private final OfSource other = new OfSource();
  private final Map<String, OfSource> sources = new LinkedHashMap<>();
  private final LongAdder ftpTransfers = new LongAdder();
  private final LongAdder ftpBrokenOff = new LongAdder();
  private final LongAdder ftpBytes = new LongAdder();
  private final LongAdder promotedAsAsked = new LongAdder();
  private final LongAdder promotedByTime = new LongAdder();
  private final LongAdder rolledBack = new LongAdder();
  private final LongAdder authorities = new LongAdder();
  private final LongAdder signers = new LongAdder();
  private final LongAdder damaged = new LongAdder();
  private final LongAdder repaired = new LongAdder();
  private final LongAdder generationsDeleted = new LongAdder();
  private final LongAdder blobsDeleted = new LongAdder();
  private final LongAdder freedBytes = new LongAdder();

  /** What is counted for each source. */
  private static final class OfSource {
    final Map<PullEnd.Result, LongAdder> pulls = new EnumMap<>(PullEnd.Result.class);
    final LongAdder pullMillis = new LongAdder();
    final LongAdder fetchedBytes = new LongAdder();
    final LongAdder refusals = new LongAdder();
    final LongAdder overruled = new LongAdder();

    OfSource() {
      for (PullEnd.Result result : PullEnd.Result.values()) {
        pulls.put(result, new LongAdder());
      }
    }

    LongAdder pulls(PullEnd.Result result) {
      return Objects.requireNonNull(pulls.get(result));
    }
  }

  /**
   * @param sources the names of the settings: no other name becomes a label
   */
  public MirrorMeters(Collection<String> sources) {
    sources.forEach(name -> this.sources.put(name, new OfSource()));
    this.sources.put(OTHER, other);
  }

  private OfSource of(String source) {
    return sources.getOrDefault(source, other);
  }

  @Override
  public void pullEnded(PullEnd end) {
    OfSource source = of(end.source());
    source.pulls(end.result()).increment();
    source.pullMillis.add(end.took().toMillis());
    source.fetchedBytes.add(end.fetchedBytes());
  }

  @Override
  public void contentRefused(String source, String refusal) {
    of(source).refusals.increment();
  }

  @Override
  public void refusalOverruled(String source, String refusal) {
    of(source).overruled.increment();
  }

  @Override
  public void certificateSeen(
      String source, String name, String fingerprint, boolean authority, Instant notAfter) {
    (authority ? authorities : signers).increment();
  }

  @Override
  public void generationPromoted(Generation generation, boolean asked) {
    (asked ? promotedAsAsked : promotedByTime).increment();
  }

  @Override
  public void rolledBack(Generation generation, Collection<ContentPath> takenBack) {
    rolledBack.increment();
  }

  @Override
  public void spaceReclaimed(List<Integer> generations, int blobs, long freed) {
    generationsDeleted.add(generations.size());
    blobsDeleted.add(blobs);
    freedBytes.add(freed);
  }

  @Override
  public void blobDamaged(ContentPath path, String message, String done) {
    damaged.increment();
  }

  @Override
  public void blobRepaired(String source, ContentPath path) {
    repaired.increment();
  }

  /** HTTP has its own meters, which count more than files. */
  @Override
  public void contentSent(
      String plane, String client, ContentPath path, long bytesSent, boolean whole) {
    if (plane.equals("ftp")) {
      (whole ? ftpTransfers : ftpBrokenOff).increment();
      ftpBytes.add(bytesSent);
    }
  }

  void bindTo(Binding binding) {
    sources.forEach((name, source) -> bind(binding, name, source));
    binding.counter(
        "livemirror.ftp.transfers", "Files sent over FTP", ftpTransfers, "result", "whole");
    binding.counter(
        "livemirror.ftp.transfers", "Files sent over FTP", ftpBrokenOff, "result", "broken_off");
    binding.bytes("livemirror.ftp.sent", "Bytes of files sent over FTP", ftpBytes);
    String promotions = "Times that production got what was tested";
    binding.counter("livemirror.promotions", promotions, promotedAsAsked, "by", "operator");
    binding.counter("livemirror.promotions", promotions, promotedByTime, "by", "time");
    binding.counter("livemirror.rollbacks", "Rollbacks", rolledBack);
    String certificates = "Certificates in a chain for the first time";
    binding.counter("livemirror.certificates.seen", certificates, authorities, "kind", "authority");
    binding.counter("livemirror.certificates.seen", certificates, signers, "kind", "signer");
    binding.counter("livemirror.blobs.damaged", "Blobs found damaged or missing", damaged);
    binding.counter("livemirror.blobs.repaired", "Files fetched again and served again", repaired);
    binding.counter("livemirror.blobs.deleted", "Blobs that nothing needed", blobsDeleted);
    binding.counter(
        "livemirror.generations.deleted", "Generations that were not kept", generationsDeleted);
    binding.bytes("livemirror.store.freed", "Bytes that the medium got back", freedBytes);
  }

  private static void bind(Binding binding, String name, OfSource source) {
    for (PullEnd.Result result : PullEnd.Result.values()) {
      binding.counter(
          "livemirror.pulls",
          "Pulls by how they ended",
          source.pulls(result),
          "source",
          name,
          "result",
          result.name().toLowerCase(Locale.ROOT));
    }
    binding.seconds(
        "livemirror.pulls.duration", "Time that pulls took", source.pullMillis, "source", name);
    binding.bytes("livemirror.pulls.fetched", "Bytes fetched", source.fetchedBytes, "source", name);
    binding.counter("livemirror.refusals", "Refusals of content", source.refusals, "source", name);
    binding.counter(
        "livemirror.refusals.overruled",
        "Refusals that the operator had allowed by name",
        source.overruled,
        "source",
        name);
  }
}
