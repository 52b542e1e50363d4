package org.livemirror.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lays the entries of a new generation out in pages, keeping those of the one before that did not
 * change.
 *
 * <p>Pages keep their limits: an entry goes to the page whose range it lies in. A page that grew to
 * twice its size is split, and what is left of one that shrank to a quarter joins the next. For one
 * thread.
 */
final class PageWriter {
  private static final int SMALLEST = Pages.TARGET / 4;
  private static final int LARGEST = Pages.TARGET * 2;

  private final BlobStore blobs;
  private final Optional<Generation> base;
  private final Map<ContentPath, JsonNode> facts;
  private final List<Manifest.Page> written = new ArrayList<>();
  private List<Entry> pending = new ArrayList<>();

  /**
   * @param base the generation whose pages are kept
   * @param facts of new entries; others keep those they have in {@code base}
   */
  PageWriter(BlobStore blobs, Optional<Generation> base, Map<ContentPath, JsonNode> facts) {
    this.blobs = blobs;
    this.base = base;
    this.facts = facts;
  }

  /** Writes what is new; {@code entries} are in order. */
  List<Manifest.Page> write(List<Entry> entries) throws IOException {
    List<Manifest.Page> old = base.map(generation -> generation.pages().list()).orElse(List.of());
    int oldFrom = 0;
    int from = 0;
    for (int i = 0; i < old.size(); i++) {
      boolean last = i + 1 == old.size();
      int to = from;
      while (to < entries.size()
          && (last || entries.get(to).path().compareTo(old.get(i + 1).first()) < 0)) {
        to++;
      }
      int oldTo = oldFrom + old.get(i).entries();
      place(entries.subList(from, to), old.get(i), oldFrom, oldTo);
      from = to;
      oldFrom = oldTo;
    }
    pending.addAll(entries.subList(from, entries.size()));
    flush();
    return written;
  }

  private void place(List<Entry> range, Manifest.Page old, int oldFrom, int oldTo)
      throws IOException {
    boolean same = isSame(range, base.orElseThrow().entries().subList(oldFrom, oldTo));
    if (same && pending.isEmpty()) {
      written.add(old);
    } else if (same && pending.size() >= SMALLEST) {
      flush();
      written.add(old);
    } else {
      pending.addAll(range);
      if (pending.size() >= SMALLEST) {
        flush();
      }
    }
  }

  private boolean isSame(List<Entry> range, List<Entry> old) {
    return range.equals(old)
        && (facts.isEmpty() || range.stream().noneMatch(entry -> facts.containsKey(entry.path())));
  }

  /** Writes what is pending, in equal pages. */
  private void flush() throws IOException {
    int size = pending.size();
    int pages = size <= LARGEST ? 1 : (size + Pages.TARGET - 1) / Pages.TARGET;
    for (int i = 0; i < pages && size > 0; i++) {
      writePage(
          pending.subList((int) ((long) size * i / pages), (int) ((long) size * (i + 1) / pages)));
    }
    pending = new ArrayList<>();
  }

  private void writePage(List<Entry> entries) throws IOException {
    List<ObjectNode> all = new ArrayList<>();
    for (Entry entry : entries) {
      JsonNode fresh = facts.get(entry.path());
      all.add((ObjectNode) (fresh != null ? fresh : base.orElseThrow().facts(entry)));
    }
    try (BlobSink sink = blobs.newSink()) {
      sink.write(PageText.write(entries, all));
      try (StagedBlob staged = sink.finish()) {
        written.add(new Manifest.Page(entries.get(0).path(), entries.size(), staged.commit()));
      }
    }
  }
}
