package org.livemirror.store.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.livemirror.store.DocumentStore;
import org.livemirror.store.PublisherLock;

/** Documents as files beside the pointer, each replaced by one atomic move. */
final class FileDocuments implements DocumentStore {
  private final Path root;
  private final Path incoming;
  private final FileGenerations generations;

  FileDocuments(Path root, Path incoming, FileGenerations generations) {
    this.root = root;
    this.incoming = incoming;
    this.generations = generations;
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
    HeldLock.check(lock, generations);
    Path written = incoming.resolve(UUID.randomUUID().toString());
    DurableFiles.write(written, bytes);
    DurableFiles.replace(written, file(name));
  }

  private Path file(String name) {
    DocumentStore.checkName(name);
    return root.resolve(name);
  }
}
