package org.livemirror.store.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.livemirror.store.DocumentStore;
import org.livemirror.store.PublisherLock;

/** Documents as files beside the pointer, each replaced by one atomic move. */
final class FileDocuments implements DocumentStore {
  private final StoreFolder store;

  FileDocuments(StoreFolder store) {
    this.store = store;
  }

  @Override
  public Optional<byte[]> read(String name) throws IOException {
    try {
      return Optional.of(Files.readAllBytes(file(name)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public void replace(PublisherLock lock, String name, byte[] bytes) throws IOException {
    store.check(lock);
    store.replace(file(name), bytes);
  }

  private Path file(String name) {
    DocumentStore.checkName(name);
    return store.resolve(name);
  }
}
