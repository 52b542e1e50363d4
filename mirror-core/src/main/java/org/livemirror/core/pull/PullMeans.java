package org.livemirror.core.pull;

import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import org.livemirror.core.event.MirrorEvents;
import org.livemirror.core.publish.Publisher;
import org.livemirror.core.space.Collector;
import org.livemirror.core.space.Room;
import org.livemirror.core.space.SpaceLimits;
import org.livemirror.core.trust.ProgressRule;
import org.livemirror.core.trust.Verifier;
import org.livemirror.store.ContentStore;

/**
 * What pulls of all sources have in common.
 *
 * @param space what a pull may take of the disk
 */
record PullMeans(
    ContentStore store,
    Verifier verifier,
    ProgressRule progress,
    Publisher publisher,
    PullLimits limits,
    SpaceLimits space,
    Clock clock,
    MirrorEvents events) {

  /**
   * @param makesRoom none if nothing may be deleted
   */
  Room room(Optional<Collector> makesRoom) throws IOException {
    return Room.of(store, space, makesRoom);
  }

  Fetcher fetcher(Source source, Room room) {
    return new Fetcher(source.upstream(), store.blobs(), limits, room);
  }

  Repair repair(Source source, Fetcher fetcher) {
    return new Repair(store.blobs(), verifier, limits, events, source, fetcher);
  }
}
