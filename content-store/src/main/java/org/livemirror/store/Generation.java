package org.livemirror.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
  private final Map<ContentPath, Entry> index;

  /**
   * A generation of these entries, in any order.
   *
   * @param reason why it was published, for people: {@code pull upstream}
   * @throws IllegalArgumentException if two entries have one path
   */
  public Generation(int number, Instant created, String reason, Collection<Entry> entries) {
    this.number = number;
    this.created = created;
    this.reason = reason;
    List<Entry> sorted = new ArrayList<>(entries);
    sorted.sort((a, b) -> a.path().compareTo(b.path()));
    this.entries = List.copyOf(sorted);
    this.index = new HashMap<>(sorted.size() * 2);
    for (Entry entry : sorted) {
      if (index.put(entry.path(), entry) != null) {
        throw new IllegalArgumentException("two entries for " + entry.path());
      }
    }
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
    return Optional.ofNullable(index.get(path));
  }

  /** Whether any entry lies below {@code path}, at any depth. */
  public boolean isFolder(ContentPath path) {
    String prefix = path.key() + "/";
    int first = firstAtOrAfter(prefix);
    return first < entries.size() && entries.get(first).path().key().startsWith(prefix);
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
      if (!entry.path().key().startsWith(prefix)) {
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
