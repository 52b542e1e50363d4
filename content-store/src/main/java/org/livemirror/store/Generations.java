package org.livemirror.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The generations of a store and the pointer of each channel to the one that it serves: the same
 * for every store, on what its {@link Ledger} and {@link BlobStore} do. Safe for all threads.
 */
public final class Generations {
  private final Ledger ledger;
  private final BlobStore blobs;
  private final Clock clock;

  /** By manifest, so that who serves and who publishes share one copy. */
  private final Cache<Sha256, Generation> loaded = Caffeine.newBuilder().weakValues().build();

  public Generations(Ledger ledger, BlobStore blobs, Clock clock) {
    this.ledger = ledger;
    this.blobs = blobs;
    this.clock = clock;
  }

  /**
   * Which generation a channel serves, read anew; cheap enough to ask every second. Empty before
   * its first publish.
   *
   * @throws DamagedStoreException if the pointer is not one
   */
  public Optional<Pointer> pointer(Channel channel) throws IOException {
    Optional<byte[]> bytes = ledger.pointer(channel);
    return bytes.isEmpty()
        ? Optional.empty()
        : Optional.of(Pointer.read(bytes.get(), ledger.where(channel)));
  }

  /**
   * The generation that a channel serves; empty before its first publish. The pointer and the
   * manifest are read anew, the pages only if nobody holds that generation.
   *
   * @throws DamagedStoreException if the pointer, the manifest or a page is not whole
   */
  public Optional<Generation> current(Channel channel) throws IOException {
    Optional<Pointer> pointer = pointer(channel);
    if (pointer.isEmpty()) {
      return Optional.empty();
    }
    Manifest manifest = pointedTo(channel, pointer.get());
    Generation generation = loaded.getIfPresent(pointer.get().manifest());
    if (generation == null) {
      generation = load(manifest);
      loaded.put(pointer.get().manifest(), generation);
    }
    return Optional.of(generation);
  }

  private Manifest pointedTo(Channel channel, Pointer pointer) throws IOException {
    int number = pointer.generation();
    byte[] bytes = manifestBytes(number);
    Sha256 found = Digester.sha256(bytes);
    if (!found.equals(pointer.manifest())) {
      throw new DamagedStoreException(
          ledger.where(number)
              + ": SHA-256 "
              + found
              + " (expected "
              + pointer.manifest()
              + ", from "
              + channel.pointerName()
              + "); restore the file, or roll back to a generation that is whole");
    }
    return manifest(number, bytes);
  }

  /**
   * The blobs that some generations name: their pages and the bytes of all their entries. What is
   * in none of them can be deleted without harm to these.
   *
   * <p>A page that several share is read once. Takes memory for the answer and for one page.
   *
   * @throws DamagedStoreException if one of them is missing, or anything of it is not whole: then
   *     nobody knows what it names
   */
  public Set<Sha256> blobsOf(Collection<Integer> numbers) throws IOException {
    Map<Integer, Manifest> checked = new HashMap<>();
    for (Channel channel : Channel.values()) {
      Optional<Pointer> pointer = pointer(channel);
      if (pointer.isPresent() && numbers.contains(pointer.get().generation())) {
        checked.put(pointer.get().generation(), pointedTo(channel, pointer.get()));
      }
    }
    NamedBlobs named = new NamedBlobs(blobs);
    for (int number : numbers) {
      Manifest served = checked.get(number);
      named.add(served != null ? served : manifest(number));
    }
    return named.all();
  }

  /** The numbers of all generations, in ascending order. */
  public List<Integer> numbers() throws IOException {
    return ledger.numbers();
  }

  /**
   * What lists tell of a generation, without loading it.
   *
   * @throws DamagedStoreException if it is missing or its manifest is not whole
   */
  public Manifest manifest(int number) throws IOException {
    return manifest(number, manifestBytes(number));
  }

  /**
   * Loads one generation.
   *
   * @throws DamagedStoreException if it is missing or something of it is not whole
   */
  public Generation load(int number) throws IOException {
    return load(manifest(number));
  }

  private Generation load(Manifest manifest) throws IOException {
    Pages pages = new Pages(blobs, manifest.pages());
    try {
      return new Generation(
          manifest.generation(), manifest.created(), manifest.reason(), pages.entries(), pages);
    } catch (DamagedStoreException e) {
      throw new DamagedStoreException(
          "generation " + manifest.generation() + ": " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new DamagedStoreException(
          ledger.where(manifest.generation()) + ": " + e.getMessage(), e);
    }
  }

  private byte[] manifestBytes(int number) throws IOException {
    return ledger
        .manifest(number)
        .orElseThrow(
            () ->
                new DamagedStoreException(
                    ledger.where(number)
                        + ": missing; restore it, or roll back to a generation that is whole"));
  }

  private Manifest manifest(int number, byte[] bytes) throws IOException {
    Manifest manifest = Manifest.read(bytes, ledger.where(number));
    if (manifest.generation() != number) {
      throw new DamagedStoreException(
          ledger.where(number)
              + ": generation "
              + manifest.generation()
              + " (expected "
              + number
              + ", from its name); restore the file");
    }
    return manifest;
  }

  /**
   * Takes the right to publish.
   *
   * @throws PublisherBusyException at once, if another thread or process has it
   */
  public PublisherLock lockPublisher() throws IOException {
    return ledger.lockPublisher();
  }

  /**
   * Writes a new generation durably; no channel serves it yet. What did not change since {@code
   * base} is not written again.
   *
   * @param lock the caller's right to publish on this store
   * @param reason why, for people: {@code pull upstream}
   * @param facts what to record of entries; one without is recorded as in {@code base}
   * @throws MissingBlobException if an entry that is not in {@code base} names a blob that the
   *     store does not hold
   * @throws IllegalArgumentException if two entries have one path
   */
  public Generation write(
      PublisherLock lock,
      String reason,
      Optional<Generation> base,
      Collection<Entry> entries,
      Map<ContentPath, JsonNode> facts)
      throws IOException {
    List<Entry> sorted = new ArrayList<>(entries);
    sorted.sort(Comparator.comparing(Entry::path));
    Map<ContentPath, JsonNode> fresh = new HashMap<>(facts);
    long bytes = 0;
    for (Entry entry : sorted) {
      bytes += entry.sizeBytes();
      Optional<Entry> before = base.flatMap(generation -> generation.find(entry.path()));
      if (before.filter(old -> old.blob().equals(entry.blob())).isEmpty()
          && blobs.sizeBytes(entry.blob()).orElse(-1) != entry.sizeBytes()) {
        throw new MissingBlobException(entry.blob());
      }
      if (before.isEmpty()) {
        fresh.putIfAbsent(entry.path(), JsonNodeFactory.instance.objectNode());
      }
    }
    Manifest manifest =
        new Manifest(
            nextNumber(),
            clock.instant(),
            reason,
            sorted.size(),
            bytes,
            new PageWriter(blobs, base, fresh).write(sorted));
    Pages pages = new Pages(blobs, manifest.pages());
    Generation generation =
        new Generation(manifest.generation(), manifest.created(), reason, sorted, pages);
    ledger.writeManifest(lock, manifest.generation(), manifest.write());
    return generation;
  }

  private int nextNumber() throws IOException {
    List<Integer> numbers = numbers();
    return numbers.isEmpty() ? 1 : numbers.get(numbers.size() - 1) + 1;
  }

  /**
   * Makes a channel serve a generation, in one step. If this throws, it serves what it served.
   *
   * @throws DamagedStoreException if there is no such generation or its manifest is not whole
   */
  public void point(PublisherLock lock, Channel channel, int number) throws IOException {
    byte[] bytes = manifestBytes(number);
    Manifest unused = manifest(number, bytes);
    ledger.movePointer(lock, channel, new Pointer(number, Digester.sha256(bytes)).bytes());
  }

  /** {@link #write} and {@link #point}. */
  public Generation publish(
      PublisherLock lock,
      Channel channel,
      String reason,
      Optional<Generation> base,
      Collection<Entry> entries,
      Map<ContentPath, JsonNode> facts)
      throws IOException {
    Generation generation = write(lock, reason, base, entries, facts);
    point(lock, channel, generation.number());
    return generation;
  }

  /**
   * Deletes a generation; its blobs stay until they are collected.
   *
   * @throws IllegalArgumentException for one that a channel serves, and for the newest, as its
   *     number must not be given again
   */
  public void delete(PublisherLock lock, int number) throws IOException {
    for (Channel channel : Channel.values()) {
      if (pointer(channel).filter(pointer -> pointer.generation() == number).isPresent()) {
        throw new IllegalArgumentException("generation " + number + " is served as " + channel);
      }
    }
    if (number == nextNumber() - 1) {
      throw new IllegalArgumentException("generation " + number + " is the newest");
    }
    ledger.deleteManifest(lock, number);
  }
}
