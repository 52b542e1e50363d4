package org.livemirror.store.s3;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.livemirror.store.ContentStore;
import org.livemirror.store.ContentStoreContract;

final class S3ContentStoreTest extends ContentStoreContract {
  @TempDir private static Path folder;
  private static S3Server server;

  @BeforeAll
  static void start() throws Exception {
    server = S3Server.start(Files.createDirectory(folder.resolve("s3")));
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @Override
  protected ContentStore newStore(Clock clock) throws IOException {
    Path cache = Files.createTempDirectory(folder, "cache");
    return S3ContentStore.open(
        server.settings(UUID.randomUUID().toString(), cache, 1 << 20), clock);
  }
}
