package org.livemirror.core.publish;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.livemirror.core.catalog.Catalog;
import org.livemirror.store.Channel;
import org.livemirror.store.ContentPath;
import org.livemirror.store.ContentStore;
import org.livemirror.store.Entry;
import org.livemirror.store.Generation;
import org.livemirror.store.PublisherLock;

/**
 * What one channel is going to serve: catalogs, on what it serves now. Packages follow from the
 * catalogs. For one thread.
 */
final class Layer {
  private final Channel channel;
  private final Optional<Generation> base;
  private final List<Replaced> replaced;
  private final Map<ContentPath, Placed> published = new LinkedHashMap<>();
  private final Map<ContentPath, Placed> catalogs;

  /** A catalog in its place. */
  record Placed(Item item, Catalog catalog, String source) {
    ContentPath path() {
      return item.entry().path();
    }

    Collection<String> fileNames() {
      return catalog.fileNames();
    }
  }

  /** Starts with the catalogs that the channel serves now. */
  Layer(Channel channel, Optional<Generation> base) throws IOException {
    this(channel, base, List.of());
  }

  /**
   * Starts with the catalogs that the channel serves now.
   *
   * @param replaced what clients are or were served instead until a promotion: its packages are
   *     kept for them, however long ago this channel dropped them
   */
  Layer(Channel channel, Optional<Generation> base, List<Replaced> replaced) throws IOException {
    this.channel = channel;
    this.base = base;
    this.replaced = replaced;
    if (base.isPresent()) {
      catalogsOf(base.get()).forEach(placed -> published.put(placed.path(), placed));
    }
    this.catalogs = new LinkedHashMap<>(published);
  }

  /** The catalogs of a generation. */
  static List<Placed> catalogsOf(Generation generation) throws IOException {
    return Facts.catalogs(
        generation,
        (entry, facts, catalog) -> new Placed(Item.of(generation, entry), catalog, facts.source()));
  }

  Channel channel() {
    return channel;
  }

  Optional<Generation> base() {
    return base;
  }

  Map<ContentPath, Placed> catalogs() {
    return catalogs;
  }

  /** Takes the catalog again that is published at a path, if there is one. */
  void putBack(ContentPath path) {
    Placed placed = published.get(path);
    if (placed != null) {
      catalogs.put(path, placed);
    }
  }

  /** The packages that the catalogs name, each with a catalog that does. */
  Map<ContentPath, ContentPath> named() {
    return named(catalogs.values());
  }

  static Map<ContentPath, ContentPath> named(Collection<Placed> catalogs) {
    Map<ContentPath, ContentPath> named = new LinkedHashMap<>();
    for (Placed catalog : catalogs) {
      for (String fileName : catalog.fileNames()) {
        named.put(catalog.path().sibling(fileName).orElseThrow(), catalog.path());
      }
    }
    return named;
  }

  List<Entry> published() {
    return base.map(Generation::entries).orElse(List.of());
  }

  /** Whether an entry of the base is a package and not a catalog or the flag. */
  boolean isPackage(Entry entry) {
    return !entry.path().equals(Publisher.FLAG) && !published.containsKey(entry.path());
  }

  /**
   * Writes the generation, unless the channel serves that already; who calls switches to it.
   *
   * @param packages finds a package that the catalogs name
   * @param flag the flag, if there is none yet
   * @param leaving how packages go that were named and are no more
   * @param anew whether to write it even if the channel serves that already
   */
  Optional<Generation> write(
      ContentStore store,
      PublisherLock lock,
      String reason,
      Function<ContentPath, Optional<Item>> packages,
      Item flag,
      Leaving leaving,
      boolean anew)
      throws IOException {
    Map<ContentPath, Item> next = new LinkedHashMap<>();
    catalogs.forEach((path, placed) -> next.put(path, placed.item()));
    named().forEach((path, catalog) -> next.put(path, live(path, catalog, packages)));
    if (!next.isEmpty()) {
      next.put(Publisher.FLAG, found(Publisher.FLAG).orElse(flag));
    }
    if (!anew && base.isPresent() && isServed(next)) {
      return Optional.empty();
    }
    addDropped(next, leaving);
    List<Entry> entries = new ArrayList<>();
    Map<ContentPath, JsonNode> facts = new HashMap<>();
    for (Item item : next.values()) {
      entries.add(item.entry());
      if (!item.isRecordedIn(base)) {
        facts.put(item.entry().path(), item.json());
      }
    }
    return Optional.of(store.generations().write(lock, reason, base, entries, facts));
  }

  private Item live(
      ContentPath path, ContentPath catalog, Function<ContentPath, Optional<Item>> packages) {
    Item item =
        packages
            .apply(path)
            .or(() -> found(path))
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        catalog + " names " + path + ", which was neither added nor kept"));
    return item.with(item.entry().kept());
  }

  /** What is published at a path. */
  Optional<Item> found(ContentPath path) {
    return base.flatMap(
        generation -> generation.find(path).map(entry -> Item.of(generation, entry)));
  }

  private void addDropped(Map<ContentPath, Item> next, Leaving leaving) throws IOException {
    List<Entry> unnamed = new ArrayList<>();
    for (Entry entry : published()) {
      if (!next.containsKey(entry.path()) && isPackage(entry)) {
        unnamed.add(entry);
      }
    }
    for (Entry entry : leaving.stay(unnamed)) {
      next.put(entry.path(), found(entry.path()).orElseThrow().with(entry));
    }
    for (Replaced each : replaced) {
      addDropped(next, each, leaving);
    }
  }

  private static void addDropped(Map<ContentPath, Item> next, Replaced replaced, Leaving leaving)
      throws IOException {
    Generation generation = replaced.generation();
    for (Entry entry : generation.entries()) {
      boolean served = !entry.isDropped() && replaced.keptUntil().isEmpty();
      Instant until =
          entry.until().or(replaced::keptUntil).orElse(leaving.keptUntil(leaving.now()));
      Item there = next.get(entry.path());
      if ((served || until.isAfter(leaving.now()))
          && (there == null || there.entry().until().filter(until::isAfter).isPresent())
          && !entry.path().equals(Publisher.FLAG)
          && Facts.catalog(generation, entry).isEmpty()) {
        next.put(entry.path(), Item.of(generation, entry).with(entry.dropped(until)));
      }
    }
  }

  private boolean isServed(Map<ContentPath, Item> live) {
    long publishedLive = published().stream().filter(entry -> !entry.isDropped()).count();
    return publishedLive == live.size()
        && live.values().stream()
            .allMatch(
                item ->
                    found(item.entry().path())
                        .map(Item::entry)
                        .filter(
                            entry -> !entry.isDropped() && entry.blob().equals(item.entry().blob()))
                        .isPresent());
  }
}
