package org.livemirror.core.scrub;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.Optional;
import org.livemirror.core.publish.Publisher;
import org.livemirror.core.scrub.Damage.Check;
import org.livemirror.core.scrub.Damage.Kind;
import org.livemirror.store.BlobStore;
import org.livemirror.store.ContentStore;
import org.livemirror.store.Digests;
import org.livemirror.store.HashedContent;
import org.livemirror.store.PublisherLock;
import org.livemirror.store.Quarantine;
import org.livemirror.store.QuarantineItem;
import org.livemirror.store.Sha256;

/**
 * Takes damaged blobs from under their names: a copy into the quarantine if they can be read → gone
 * → noted as lost. That nobody is sent wrong bytes goes before keeping them.
 */
final class Removal {
  /** The rule that things in the quarantine break. */
  static final String RULE = "DamagedBlob";

  private final ContentStore store;
  private final PublisherLock lock;

  Removal(ContentStore store, PublisherLock lock) {
    this.store = store;
    this.lock = lock;
  }

  /** Bytes under a name that is not theirs. */
  private record Found(BlobStore blobs, Sha256 name, Digests digests) implements HashedContent {
    @Override
    public SeekableByteChannel open() throws IOException {
      return blobs.open(name);
    }
  }

  Damage of(Damage damage, Check check) throws IOException {
    String done = "missing from the store";
    if (damage.kind() != Kind.MISSING) {
      done = check.digests().map(digests -> copy(damage, digests)).orElse("removed");
      try {
        boolean unused = store.blobs().delete(lock, damage.blob());
      } catch (IOException e) {
        return damage.with(false, "cannot be removed: " + e.getMessage() + "; remove it by hand");
      }
    }
    if (damage.entries().stream().anyMatch(entry -> entry.path().equals(Publisher.FLAG))) {
      Sha256 unused = Publisher.putFlag(store.blobs());
      return damage.with(true, done + "; written again");
    }
    ScrubState state = ScrubState.read(store.documents());
    if (!state.isLost(damage.blob())) {
      state.lose(damage.blob());
      state.write(store.documents(), lock);
    }
    return damage.with(true, done);
  }

  private String copy(Damage damage, Digests digests) {
    Quarantine quarantine = store.quarantine();
    Quarantine.Reason reason =
        new Quarantine.Reason(
            damage.entries().get(0).path(), damage.source(), RULE, damage.message());
    try {
      Optional<QuarantineItem> item =
          quarantine.setAside(lock, new Found(store.blobs(), damage.blob(), digests), reason);
      return item.map(each -> "moved to " + quarantine.place(each))
          .orElse("removed, as it is too long to be kept");
    } catch (IOException e) {
      return "removed, as no copy could be kept: " + e.getMessage();
    }
  }
}
