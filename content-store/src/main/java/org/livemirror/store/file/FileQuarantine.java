package org.livemirror.store.file;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.livemirror.store.Digests;
import org.livemirror.store.HashedContent;
import org.livemirror.store.PublisherLock;
import org.livemirror.store.Quarantine;
import org.livemirror.store.QuarantineBounds;
import org.livemirror.store.QuarantineItem;

/**
 * The folder {@code quarantine/}: each item is a file, and beside it {@code <the same>.json} that
 * tells of it.
 *
 * <p>Both are written in {@code incoming/}, then moved: the bytes first, the JSON last. So there is
 * an item from the moment its JSON is there, and no JSON tells of bytes that are not. They go in
 * the other order. Bytes without a JSON are what a crash left; who sets aside next removes them.
 */
final class FileQuarantine implements Quarantine {
  private final StoreFolder store;
  private final Path folder;
  private final QuarantineBounds bounds;
  private final Clock clock;

  FileQuarantine(StoreFolder store, QuarantineBounds bounds, Clock clock) {
    this.store = store;
    this.folder = store.resolve("quarantine");
    this.bounds = bounds;
    this.clock = clock;
  }

  @Override
  public synchronized Optional<QuarantineItem> setAside(
      PublisherLock lock, HashedContent content, Reason reason) throws IOException {
    store.check(lock);
    store.createFolders(folder);
    sweep();
    List<QuarantineItem> items = items();
    Digests digests = content.digests();
    Optional<QuarantineItem> present =
        items.stream().filter(item -> item.sha256().equals(digests.sha256())).findFirst();
    if (present.isPresent() || !bounds.admits(digests.sizeBytes())) {
      return present;
    }
    for (QuarantineItem leaving : bounds.leaving(items, digests.sizeBytes())) {
      remove(leaving.name());
    }
    QuarantineItem item = QuarantineItem.of(clock.instant(), digests, reason);
    Path bytes = store.newFile();
    Path json = store.newFile();
    try {
      copy(content, bytes);
      DurableFiles.write(json, item.json());
      store.move(bytes, folder.resolve(item.name()));
      store.move(json, folder.resolve(QuarantineItem.jsonOf(item.name())));
    } finally {
      Files.deleteIfExists(bytes);
      Files.deleteIfExists(json);
    }
    return Optional.of(item);
  }

  private static void copy(HashedContent content, Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      content.copyTo(Channels.newOutputStream(channel));
      channel.force(true);
    }
  }

  private void remove(String name) throws IOException {
    Files.deleteIfExists(folder.resolve(QuarantineItem.jsonOf(name)));
    // Else a crash could keep the JSON and lose the bytes.
    store.syncFolder(folder);
    Files.deleteIfExists(folder.resolve(name));
  }

  /** Removes halves of items: what a crash left, or what the operator left of a pair. */
  private void sweep() throws IOException {
    for (String name : names()) {
      if (!QuarantineItem.isJson(name)
          && Files.notExists(folder.resolve(QuarantineItem.jsonOf(name)))) {
        Files.deleteIfExists(folder.resolve(name));
      }
      if (QuarantineItem.isJson(name)
          && Files.notExists(folder.resolve(QuarantineItem.ofJson(name)))) {
        Files.deleteIfExists(folder.resolve(name));
      }
    }
  }

  @Override
  public List<QuarantineItem> items() throws IOException {
    List<QuarantineItem> items = new ArrayList<>();
    for (String name : names()) {
      Path json = folder.resolve(name);
      if (QuarantineItem.isJson(name)
          && Files.exists(folder.resolve(QuarantineItem.ofJson(name)))) {
        try {
          items.add(
              QuarantineItem.read(
                  QuarantineItem.ofJson(name), Files.readAllBytes(json), json.toString()));
        } catch (NoSuchFileException e) {
          // It left while this looked.
        }
      }
    }
    items.sort(QuarantineItem.OLDEST_FIRST);
    return items;
  }

  private List<String> names() throws IOException {
    List<String> names = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
        for (Path file : files) {
          String name = file.getFileName().toString();
          if (QuarantineItem.isName(name)) {
            names.add(name);
          }
        }
      }
    }
    return names;
  }

  @Override
  public SeekableByteChannel open(QuarantineItem item) throws IOException {
    return FileChannel.open(folder.resolve(item.name()), StandardOpenOption.READ);
  }

  @Override
  public String place(QuarantineItem item) {
    return folder.resolve(item.name()).toString();
  }
}
