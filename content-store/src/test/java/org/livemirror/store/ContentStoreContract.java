package org.livemirror.store;

import java.io.IOException;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

/**
 * What every {@link ContentStore} does, whatever holds its bytes. A backend's test extends this and
 * says how to make an empty store.
 */
public abstract class ContentStoreContract {
  private ContentStore store;

  /** A new store with nothing in it, apart from all others. */
  protected abstract ContentStore newStore(Clock clock) throws IOException;

  @BeforeEach
  final void open() throws IOException {
    store = newStore(Stored.CLOCK);
  }

  @AfterEach
  final void close() throws IOException {
    store.close();
  }

  @Nested
  final class Blobs extends BlobStoreContract {
    @Override
    ContentStore store() {
      return store;
    }
  }

  @Nested
  final class Channels extends BlobChannelContract {
    @Override
    ContentStore store() {
      return store;
    }
  }

  @Nested
  final class Generations extends GenerationsContract {
    @Override
    ContentStore store() {
      return store;
    }

    @Override
    ContentStore otherStore() throws IOException {
      return newStore(Stored.CLOCK);
    }
  }

  @Nested
  final class Documents extends DocumentStoreContract {
    @Override
    ContentStore store() {
      return store;
    }

    @Override
    ContentStore otherStore() throws IOException {
      return newStore(Stored.CLOCK);
    }
  }

  @Nested
  final class SetAside extends QuarantineContract {
    @Override
    ContentStore store() {
      return store;
    }

    @Override
    ContentStore otherStore() throws IOException {
      return newStore(Stored.CLOCK);
    }
  }
}
