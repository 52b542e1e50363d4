package org.livemirror.store;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is served at one time: an immutable set of entries under a number that only
 * grows.
 *
 * <p>A reader takes one generation and answers a whole request from it. Safe for all threads.
 */
public final class Generation {
  private final int number;
  private final Instant created;
  private final String reason;
  private final List<Entry> entries;
  private final Pages pages;

  /** Open addressing, at least half of the places free: a few bytes for an entry, and no nodes. */
  private final @Nullable Entry[] table;

  Generation(int number, Instant created, String reason, Collection<Entry> entries, Pages pages) {
    this.number = number;
    this.created = created;
    this.reason = reason;
    this.pages = pages;
    Entry[] sorted = entries.toArray(new Entry[0]);
    sort(sorted);
    this.entries = List.of(sorted);
    this.table = new Entry[Math.max(2, Integer.highestOneBit(sorted.length) * 4)];
    for (Entry entry : sorted) {
      int place = place(entry.path());
      if (table[place] != null) {
        throw new IllegalArgumentException("two entries for " + entry.path());
      }
      table[place] = entry;
    }
  }

  /** Pages are in order, and to find that out takes longer with a general sort. */
  private static void sort(Entry[] entries) {
    for (int i = 1; i < entries.length; i++) {
      if (entries[i - 1].path().compareTo(entries[i].path()) > 0) {
        Arrays.sort(entries, Comparator.comparing(Entry::path));
        return;
      }
    }
  }

  /**
   * A generation that is in no store, without facts.
   *
   * @param reason why it was published, for people: {@code pull upstream}
   * @throws IllegalArgumentException if two entries have one path
   */
  public static Generation of(
      int number, Instant created, String reason, Collection<Entry> entries) {
    return new Generation(number, created, reason, entries, Pages.NONE);
  }

  /** Where a path is in the table, or would be. */
  private int place(ContentPath path) {
    int mask = table.length - 1;
    int hash = path.hashCode() * 0x9e3779b1;
    int place = (hash ^ (hash >>> 15)) & mask;
    for (Entry at = table[place]; at != null && !at.path().equals(path); at = table[place]) {
      place = (place + 1) & mask;
    }
    return place;
  }

  /** 1 for the first that was published. */
  public int number() {
    return number;
  }

  public Instant created() {
    return created;
  }

  public String reason() {
    return reason;
  }

  /** All entries, by path. */
  public List<Entry> entries() {
    return entries;
  }

  /** The entry at a path, case ignored. */
  public Optional<Entry> find(ContentPath path) {
    return Optional.ofNullable(table[place(path)]);
  }

  /**
   * What the domain recorded of an entry of this generation when it was published; the store does
   * not read it. Not to be changed. Reads the store; entries close to each other are cheap to ask
   * one after the other.
   *
   * @return an object, empty if nothing was recorded
   */
  public JsonNode facts(Entry entry) throws IOException {
    return pages.facts(entry);
  }

  /**
   * Reads {@link #facts(Entry)} of some entries, quicker than one after the other: each page of
   * theirs once, on all processors.
   *
   * @param some entries of this generation, in the order of their paths
   * @param read what to make of each, called from several threads at once
   * @return what was made, in the same order
   */
  public <T> List<T> facts(List<Entry> some, BiFunction<Entry, JsonNode, T> read)
      throws IOException {
    return pages.facts(some, read);
  }

  Pages pages() {
    return pages;
  }

  /** Whether any entry lies below {@code path}, at any depth. */
  public boolean isFolder(ContentPath path) {
    String prefix = path.key() + "/";
    int first = firstAtOrAfter(prefix);
    return first < entries.size() && isBelow(entries.get(first), prefix);
  }

  /**
   * What lies directly in a folder, by name; empty if there is no such folder.
   *
   * @param folder the folder, or empty for the root
   */
  public List<Child> children(Optional<ContentPath> folder) {
    String prefix = folder.map(path -> path.key() + "/").orElse("");
    List<Child> children = new ArrayList<>();
    for (int i = firstAtOrAfter(prefix); i < entries.size(); i++) {
      Entry entry = entries.get(i);
      if (!isBelow(entry, prefix)) {
        break;
      }
      String rest = entry.path().toString().substring(prefix.length());
      int slash = rest.indexOf('/');
      if (slash < 0) {
        children.add(new Child(rest, Optional.of(entry)));
      } else {
        String name = rest.substring(0, slash);
        if (children.isEmpty()
            || !children.get(children.size() - 1).name().equalsIgnoreCase(name)) {
          children.add(new Child(name, Optional.empty()));
        }
      }
    }
    // Entries are in path order, where "a-b" comes before "a/x": not the order of names.
    children.sort(Comparator.comparing(Child::name, String.CASE_INSENSITIVE_ORDER));
    return children;
  }

  private static boolean isBelow(Entry entry, String prefix) {
    return entry.path().toString().regionMatches(true, 0, prefix, 0, prefix.length());
  }

  private int firstAtOrAfter(String key) {
    int low = 0;
    int high = entries.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (entries.get(middle).path().key().compareTo(key) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  @Override
  public String toString() {
    return "generation " + number + " (" + entries.size() + " files)";
  }

  /**
   * A name in a folder.
   *
   * @param entry the file, or empty for a folder
   */
  public record Child(String name, Optional<Entry> entry) {}
}
