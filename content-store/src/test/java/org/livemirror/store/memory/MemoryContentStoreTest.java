package org.livemirror.store.memory;

import java.time.Clock;
import org.livemirror.store.ContentStore;
import org.livemirror.store.ContentStoreContract;

final class MemoryContentStoreTest extends ContentStoreContract {
  @Override
  protected ContentStore newStore(Clock clock) {
    return new MemoryContentStore(clock);
  }
}
