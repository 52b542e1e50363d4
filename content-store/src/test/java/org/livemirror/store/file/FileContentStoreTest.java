package org.livemirror.store.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.io.TempDir;
import org.livemirror.store.ContentStore;
import org.livemirror.store.ContentStoreContract;

final class FileContentStoreTest extends ContentStoreContract {
  private final Path folder;

  FileContentStoreTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Override
  protected ContentStore newStore(Clock clock) throws IOException {
    return FileContentStore.open(Files.createTempDirectory(folder, "store"), clock);
  }
}
