package org.livemirror.store.s3;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.livemirror.store.Digests;
import org.livemirror.store.HashedContent;
import org.livemirror.store.PublisherLock;
import org.livemirror.store.Quarantine;
import org.livemirror.store.QuarantineBounds;
import org.livemirror.store.QuarantineItem;

/**
 * The objects below {@code quarantine/}: the bytes of each item, and {@code <the same>.json} that
 * tells of it. There is an item from the moment its JSON is there: the bytes are written first and
 * deleted last. Bytes without a JSON are what a crash left; who sets aside next removes them.
 */
final class S3Quarantine implements Quarantine {
  private static final String FOLDER = "quarantine/";
  private final Bucket bucket;
  private final LocalFiles files;
  private final Uploads uploads;
  private final QuarantineBounds bounds;
  private final Clock clock;

  /** What was read of items; an item never changes. */
  private final Map<String, QuarantineItem> known = new HashMap<>();

  S3Quarantine(Bucket bucket, LocalFiles files, QuarantineBounds bounds, Clock clock) {
    this.bucket = bucket;
    this.files = files;
    this.uploads = new Uploads(bucket);
    this.bounds = bounds;
    this.clock = clock;
  }

  @Override
  public synchronized Optional<QuarantineItem> setAside(
      PublisherLock lock, HashedContent content, Reason reason) throws IOException {
    Lease.of(lock, bucket).check();
    Set<String> names = names();
    sweep(names);
    List<QuarantineItem> items = items(names);
    Digests digests = content.digests();
    Optional<QuarantineItem> present =
        items.stream().filter(item -> item.sha256().equals(digests.sha256())).findFirst();
    if (present.isPresent() || !bounds.admits(digests.sizeBytes())) {
      return present;
    }
    for (QuarantineItem leaving : bounds.leaving(items, digests.sizeBytes())) {
      bucket.delete(FOLDER + QuarantineItem.jsonOf(leaving.name()));
      bucket.delete(FOLDER + leaving.name());
    }
    QuarantineItem item = QuarantineItem.of(clock.instant(), digests, reason);
    Path file = files.newIncoming();
    try {
      try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
        content.copyTo(out);
      }
      uploads.upload(FOLDER + item.name(), file, digests);
    } finally {
      Files.deleteIfExists(file);
    }
    if (bucket
        .put(FOLDER + QuarantineItem.jsonOf(item.name()), item.json(), Condition.ABSENT)
        .isEmpty()) {
      throw new IOException(
          QuarantineItem.jsonOf(place(item)) + ": there already; remove it and try again");
    }
    return Optional.of(item);
  }

  /** Removes halves of items, from the bucket and from {@code names}. */
  private void sweep(Set<String> names) throws IOException {
    for (String name : List.copyOf(names)) {
      String other =
          QuarantineItem.isJson(name) ? QuarantineItem.ofJson(name) : QuarantineItem.jsonOf(name);
      if (!names.contains(other)) {
        bucket.delete(FOLDER + name);
        names.remove(name);
      }
    }
  }

  @Override
  public synchronized List<QuarantineItem> items() throws IOException {
    return items(names());
  }

  private List<QuarantineItem> items(Set<String> names) throws IOException {
    known.keySet().retainAll(names);
    List<QuarantineItem> items = new ArrayList<>();
    for (String name : names) {
      if (QuarantineItem.isJson(name) && names.contains(QuarantineItem.ofJson(name))) {
        item(name).ifPresent(items::add);
      }
    }
    items.sort(QuarantineItem.OLDEST_FIRST);
    return items;
  }

  /** Empty if it left while this looked. */
  private Optional<QuarantineItem> item(String json) throws IOException {
    QuarantineItem item = known.get(json);
    if (item == null) {
      Optional<Bucket.Small> found = bucket.get(FOLDER + json, S3Limits.MAX_DOCUMENT_BYTES);
      if (found.isEmpty()) {
        return Optional.empty();
      }
      item =
          QuarantineItem.read(
              QuarantineItem.ofJson(json), found.get().bytes(), bucket.where(FOLDER + json));
      known.put(json, item);
    }
    return Optional.of(item);
  }

  private Set<String> names() throws IOException {
    Set<String> names = new TreeSet<>();
    bucket.list(
        FOLDER,
        false,
        object -> {
          String name = object.name().substring(FOLDER.length());
          if (QuarantineItem.isName(name)) {
            names.add(name);
          }
        });
    return names;
  }

  /** Fetches the bytes; they leave this node's disk when the channel is closed. */
  @Override
  public SeekableByteChannel open(QuarantineItem item) throws IOException {
    Path file = files.newDownload();
    try {
      if (!Downloads.fetch(bucket, FOLDER + item.name(), item.sha256(), file)) {
        throw new NoSuchFileException(place(item));
      }
      return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.DELETE_ON_CLOSE);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  @Override
  public String place(QuarantineItem item) {
    return bucket.where(FOLDER + item.name());
  }
}
