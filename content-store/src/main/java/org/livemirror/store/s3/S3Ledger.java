package org.livemirror.store.s3;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.livemirror.store.Channel;
import org.livemirror.store.Ledger;
import org.livemirror.store.Pointer;
import org.livemirror.store.PublisherLock;

/** Manifests and pointers as objects, written under the lease. */
final class S3Ledger implements Ledger {
  private static final String FOLDER = "generations/";
  private static final Pattern MANIFEST = Pattern.compile(FOLDER + "(\\d{6,9})/manifest\\.json");

  private final Bucket bucket;
  private final S3Blobs blobs;
  private final AtomicBoolean conditionsCount = new AtomicBoolean();

  S3Ledger(Bucket bucket, S3Blobs blobs) {
    this.bucket = bucket;
    this.blobs = blobs;
  }

  @Override
  public List<Integer> numbers() throws IOException {
    List<Integer> numbers = new ArrayList<>();
    bucket.list(
        FOLDER,
        true,
        object -> {
          Matcher matcher = MANIFEST.matcher(object.name());
          if (matcher.matches()) {
            numbers.add(Integer.parseInt(matcher.group(1)));
          }
        });
    numbers.sort(null);
    return numbers;
  }

  @Override
  public Optional<byte[]> manifest(int number) throws IOException {
    return bucket.get(name(number), S3Limits.MAX_DOCUMENT_BYTES).map(Bucket.Small::bytes);
  }

  @Override
  public void writeManifest(PublisherLock lock, int number, byte[] bytes) throws IOException {
    Lease lease = Lease.of(lock, bucket);
    lease.check();
    if (bucket.put(name(number), bytes, Condition.ABSENT).isEmpty()) {
      throw new IOException(
          where(number) + ": there already, written by another publisher; try again");
    }
  }

  @Override
  public void deleteManifest(PublisherLock lock, int number) throws IOException {
    Lease.of(lock, bucket).check();
    bucket.delete(name(number));
  }

  @Override
  public Optional<byte[]> pointer(Channel channel) throws IOException {
    return bucket.get(channel.pointerName(), S3Limits.MAX_LINE_BYTES).map(Bucket.Small::bytes);
  }

  @Override
  public void movePointer(PublisherLock lock, Channel channel, byte[] bytes) throws IOException {
    Lease.of(lock, bucket).replace(channel.pointerName(), bytes);
  }

  @Override
  public PublisherLock lockPublisher() throws IOException {
    Lease lease = Lease.take(bucket);
    try {
      if (!conditionsCount.get()) {
        lease.checkConditionsCount();
        conditionsCount.set(true);
      }
      blobs.sweep();
      return lease;
    } catch (IOException | RuntimeException e) {
      lease.close();
      throw e;
    }
  }

  @Override
  public String where(int number) {
    return bucket.where(name(number));
  }

  @Override
  public String where(Channel channel) {
    return bucket.where(channel.pointerName());
  }

  private static String name(int number) {
    return FOLDER + Pointer.name(number) + "/manifest.json";
  }
}
