package org.livemirror.store.file;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.livemirror.store.Channel;
import org.livemirror.store.Ledger;
import org.livemirror.store.Pointer;
import org.livemirror.store.PublisherLock;

/** Manifests as numbered folders, and pointers as files that are replaced by one atomic move. */
final class FileLedger implements Ledger {
  private static final Pattern NUMBER = Pattern.compile("\\d{6,9}");
  private static final String MANIFEST = "manifest.json";

  private final StoreFolder store;
  private final Path generations;

  FileLedger(StoreFolder store) throws IOException {
    this.store = store;
    this.generations = store.resolve("generations");
    store.createFolders(generations);
  }

  @Override
  public List<Integer> numbers() throws IOException {
    // One that cannot be looked at is there all the same, or its number would be given again.
    List<Integer> numbers = new ArrayList<>();
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(generations)) {
      for (Path folder : folders) {
        String name = String.valueOf(folder.getFileName());
        if (NUMBER.matcher(name).matches()
            && !Files.isRegularFile(folder)
            && !Files.notExists(folder.resolve(MANIFEST))) {
          numbers.add(Integer.parseInt(name));
        }
      }
    }
    numbers.sort(null);
    return numbers;
  }

  @Override
  public Optional<byte[]> manifest(int number) throws IOException {
    return read(file(number));
  }

  @Override
  public void writeManifest(PublisherLock lock, int number, byte[] bytes) throws IOException {
    store.check(lock);
    store.createFolders(folder(number));
    store.replace(file(number), bytes);
  }

  /**
   * The manifest goes first: without it a folder is no generation. That is durable before this
   * returns, as the blobs it names may go next.
   */
  @Override
  public void deleteManifest(PublisherLock lock, int number) throws IOException {
    store.check(lock);
    if (Files.deleteIfExists(file(number))) {
      store.syncFolder(folder(number));
      try {
        Files.deleteIfExists(folder(number));
      } catch (DirectoryNotEmptyException e) {
        return; // somebody else's files
      }
      store.syncFolder(generations);
    }
  }

  @Override
  public Optional<byte[]> pointer(Channel channel) throws IOException {
    return read(store.resolve(channel.pointerName()));
  }

  @Override
  public void movePointer(PublisherLock lock, Channel channel, byte[] bytes) throws IOException {
    store.check(lock);
    store.replace(store.resolve(channel.pointerName()), bytes);
  }

  @Override
  public PublisherLock lockPublisher() throws IOException {
    return store.lock();
  }

  @Override
  public String where(int number) {
    return file(number).toString();
  }

  @Override
  public String where(Channel channel) {
    return store.resolve(channel.pointerName()).toString();
  }

  private static Optional<byte[]> read(Path file) throws IOException {
    try {
      return Optional.of(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private Path file(int number) {
    return folder(number).resolve(MANIFEST);
  }

  private Path folder(int number) {
    return generations.resolve(Pointer.name(number));
  }
}
