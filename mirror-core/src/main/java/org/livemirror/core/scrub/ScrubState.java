package org.livemirror.core.scrub;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.livemirror.store.ContentStore;
import org.livemirror.store.DocumentStore;
import org.livemirror.store.PublisherLock;
import org.livemirror.store.Sha256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What scrubs remember, in {@code scrub.json}: how far the round has come, and which blobs are lost
 * and were not fetched again yet. Without the document a round starts anew, and on a file store
 * nothing else is forgotten, as a file that is not there tells so itself. For one thread.
 */
public final class ScrubState {
  /** The document it is kept in. */
  public static final String DOCUMENT = "scrub.json";

  private static final Logger LOG = LoggerFactory.getLogger(ScrubState.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Set<Sha256> lost = new TreeSet<>(Named.ORDER);
  private Optional<Sha256> reached = Optional.empty();

  private ScrubState() {}

  /** The state of a store. One that cannot be read is as none: it is only of use, never of need. */
  public static ScrubState read(DocumentStore documents) throws IOException {
    ScrubState state = new ScrubState();
    Optional<byte[]> bytes = documents.read(DOCUMENT);
    if (bytes.isPresent()) {
      try {
        state.fill(JSON.readTree(bytes.get()));
      } catch (JsonProcessingException | IllegalArgumentException e) {
        LOG.warn("{}: not what a scrub remembers, so it starts anew: {}", DOCUMENT, e.getMessage());
        return new ScrubState();
      }
    }
    return state;
  }

  private void fill(JsonNode root) {
    if (root.hasNonNull("reached")) {
      reached = Optional.of(Sha256.parse(root.get("reached").asText()));
    }
    for (JsonNode blob : root.path("lost")) {
      lost.add(Sha256.parse(blob.asText()));
    }
  }

  void write(DocumentStore documents, PublisherLock lock) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    reached.ifPresent(blob -> root.put("reached", blob.toString()));
    ArrayNode array = root.putArray("lost");
    lost.forEach(blob -> array.add(blob.toString()));
    documents.replace(
        lock, DOCUMENT, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root));
  }

  /** The last blob that the unfinished round has read; empty between rounds. */
  Optional<Sha256> reached() {
    return reached;
  }

  void reach(Optional<Sha256> blob) {
    reached = blob;
  }

  /** Whether a scrub took that blob out of service, or missed it. */
  public boolean isLost(Sha256 blob) {
    return lost.contains(blob);
  }

  /** How many blobs are lost and were not fetched again yet, as far as scrubs know. */
  public int lostCount() {
    return lost.size();
  }

  void lose(Sha256 blob) {
    lost.add(blob);
  }

  /** Forgets the lost blobs that the store holds again. */
  public static void forgetFound(ContentStore store, PublisherLock lock) throws IOException {
    ScrubState state = read(store.documents());
    Set<Sha256> found = new TreeSet<>(Named.ORDER);
    for (Sha256 blob : state.lost) {
      if (store.blobs().sizeBytes(blob).isPresent()) {
        found.add(blob);
      }
    }
    if (state.lost.removeAll(found)) {
      state.write(store.documents(), lock);
    }
  }
}
