package org.livemirror.core.publish;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Optional;
import org.livemirror.store.Entry;
import org.livemirror.store.Generation;

/**
 * A file that a draft puts into a generation, and what is recorded of it.
 *
 * @param recordedIn where that is recorded already
 * @param facts what is to be recorded, if it is not
 */
record Item(Entry entry, Optional<Generation> recordedIn, Optional<Facts> facts) {
  static Item fresh(Entry entry, Facts facts) {
    return new Item(entry, Optional.empty(), Optional.of(facts));
  }

  static Item of(Generation generation, Entry entry) {
    return new Item(entry, Optional.of(generation), Optional.empty());
  }

  /** The same file with another entry. */
  Item with(Entry other) {
    return new Item(other, recordedIn, facts);
  }

  boolean isRecordedIn(Optional<Generation> generation) {
    return recordedIn.isPresent() && generation.filter(recordedIn.get()::equals).isPresent();
  }

  /** Reads the store, if it is recorded there. */
  JsonNode json() throws IOException {
    return recordedIn.isPresent() ? recordedIn.get().facts(entry) : facts.orElseThrow().json();
  }
}
