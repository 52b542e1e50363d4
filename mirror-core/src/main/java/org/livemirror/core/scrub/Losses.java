package org.livemirror.core.scrub;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.livemirror.store.BlobStore;
import org.livemirror.store.Channel;
import org.livemirror.store.ContentStore;
import org.livemirror.store.DamagedStoreException;
import org.livemirror.store.Entry;
import org.livemirror.store.Generation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is served and not there: where asking is cheap, every file whose length is not the one
 * recorded; elsewhere, what scrubs found and nobody brought back.
 */
public final class Losses {
  private static final Logger LOG = LoggerFactory.getLogger(Losses.class);

  private Losses() {}

  /** The lost files of what the channels serve, each generation once; reads no blob. */
  public static Map<Generation, List<Entry>> served(ContentStore store) throws IOException {
    ScrubState state = ScrubState.read(store.documents());
    Map<Generation, List<Entry>> losses = new LinkedHashMap<>();
    for (Channel channel : Channel.values()) {
      try {
        store
            .generations()
            .current(channel)
            .filter(each -> losses.keySet().stream().noneMatch(g -> g.number() == each.number()))
            .ifPresent(generation -> losses.put(generation, new ArrayList<>()));
      } catch (DamagedStoreException e) {
        LOG.debug("what is lost of {} cannot be told: {}", channel, e.getMessage());
      }
    }
    for (Map.Entry<Generation, List<Entry>> each : losses.entrySet()) {
      for (Entry entry : each.getKey().entries()) {
        if (isLost(store.blobs(), state, entry)) {
          each.getValue().add(entry);
        }
      }
    }
    return losses;
  }

  private static boolean isLost(BlobStore blobs, ScrubState state, Entry entry) throws IOException {
    return (blobs.isLocal() || state.isLost(entry.blob()))
        && blobs.sizeBytes(entry.blob()).orElse(-1) != entry.sizeBytes();
  }
}
