package org.livemirror.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a generation as they lie in the store: blobs of some entries each, named in the
 * manifest. A page that did not change is shared with the generation before, so a publish writes no
 * more than what changed.
 *
 * <p>Facts are read when they are asked for; a few pages are kept. Safe for all threads.
 */
final class Pages {
  /** No pages: entries without facts. */
  static final Pages NONE = new Pages(null, List.of());

  /** Entries in a page that is made from many. */
  static final int TARGET = 64;

  /** No page that we write comes near. */
  private static final int MAX_BYTES = 64 << 20;

  /** Facts are asked for in order, and those of catalogs are large. */
  private static final int KEPT = 2;

  private static final JsonNode NO_FACTS = JsonNodeFactory.instance.objectNode();

  private final @Nullable BlobStore blobs;
  private final List<Manifest.Page> list;
  private final Map<Sha256, Map<ContentPath, JsonNode>> kept =
      new LinkedHashMap<>(KEPT * 2, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Sha256, Map<ContentPath, JsonNode>> eldest) {
          return size() > KEPT;
        }
      };

  Pages(@Nullable BlobStore blobs, List<Manifest.Page> list) {
    this.blobs = blobs;
    this.list = list;
  }

  List<Manifest.Page> list() {
    return list;
  }

  /** All entries, in order. Every page is held against its name. */
  List<Entry> entries() throws IOException {
    try {
      List<Entry> entries = new ArrayList<>();
      // On all processors: a server is not ready before this is done.
      list.parallelStream().map(this::read).toList().forEach(entries::addAll);
      return entries;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private List<Entry> read(Manifest.Page page) {
    try {
      return entries(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The entries of one page, held against its name and against what the manifest says of it. */
  List<Entry> entries(Manifest.Page page) throws IOException {
    List<Entry> entries = new ArrayList<>();
    PageText.read(bytes(page), path -> false, where(page), (entry, facts) -> entries.add(entry));
    if (entries.size() != page.entries()
        || (page.entries() > 0 && !entries.get(0).path().equals(page.first()))) {
      throw new DamagedStoreException(
          where(page)
              + ": found "
              + entries.size()
              + " entries (expected "
              + page.entries()
              + " from "
              + page.first()
              + " on, as the manifest says)");
    }
    return entries;
  }

  JsonNode facts(Entry entry) throws IOException {
    int index = indexOf(entry.path());
    if (index < 0) {
      return NO_FACTS;
    }
    return keptFactsOf(list.get(index)).getOrDefault(entry.path(), NO_FACTS);
  }

  /**
   * Reads the facts of some entries, on all processors, and each page of theirs once.
   *
   * @param some in the order of their paths
   */
  <T> List<T> facts(List<Entry> some, BiFunction<Entry, JsonNode, T> read) throws IOException {
    Map<Integer, List<Entry>> byPage =
        some.stream()
            .collect(
                Collectors.groupingBy(
                    entry -> indexOf(entry.path()), LinkedHashMap::new, Collectors.toList()));
    try {
      return List.copyOf(byPage.entrySet()).parallelStream()
          .map(each -> facts(each.getKey(), each.getValue(), read))
          .flatMap(List::stream)
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private <T> List<T> facts(int index, List<Entry> some, BiFunction<Entry, JsonNode, T> read) {
    Set<String> wanted =
        some.stream().map(entry -> entry.path().toString()).collect(Collectors.toSet());
    try {
      Map<ContentPath, JsonNode> facts =
          index < 0 ? Map.of() : factsOf(list.get(index), wanted::contains);
      return some.stream()
          .map(entry -> read.apply(entry, facts.getOrDefault(entry.path(), NO_FACTS)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The page whose range a path lies in; -1 before the first. */
  int indexOf(ContentPath path) {
    int low = 0;
    int high = list.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (list.get(middle).first().compareTo(path) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  private Map<ContentPath, JsonNode> keptFactsOf(Manifest.Page page) throws IOException {
    synchronized (kept) {
      Map<ContentPath, JsonNode> found = kept.get(page.blob());
      if (found != null) {
        return found;
      }
    }
    Map<ContentPath, JsonNode> read = factsOf(page, path -> true);
    synchronized (kept) {
      kept.put(page.blob(), read);
    }
    return read;
  }

  private Map<ContentPath, JsonNode> factsOf(Manifest.Page page, Predicate<String> wanted)
      throws IOException {
    Map<ContentPath, JsonNode> read = new HashMap<>();
    PageText.read(
        bytes(page), wanted, where(page), (entry, facts) -> read.put(entry.path(), facts));
    return read;
  }

  private byte[] bytes(Manifest.Page page) throws IOException {
    if (blobs == null) {
      throw new IllegalStateException("pages without a store");
    }
    byte[] bytes;
    try (SeekableByteChannel channel = blobs.open(page.blob())) {
      ByteBuffer whole = ByteBuffer.allocate((int) Math.min(channel.size(), MAX_BYTES));
      while (whole.hasRemaining() && channel.read(whole) >= 0) {
        // until it is whole; what is too short has another digest
      }
      bytes = whole.array();
    } catch (MissingBlobException e) {
      throw new DamagedStoreException(
          where(page) + ": missing; restore it, or roll back to a generation that is whole", e);
    }
    Sha256 found = Digester.sha256(bytes);
    if (!found.equals(page.blob())) {
      throw new DamagedStoreException(
          where(page)
              + ": found SHA-256 "
              + found
              + "; restore it, or roll back to a generation that is whole");
    }
    return bytes;
  }

  private static String where(Manifest.Page page) {
    return "page " + page.blob();
  }
}
