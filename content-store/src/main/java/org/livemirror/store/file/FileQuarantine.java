package org.livemirror.store.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
import java.util.regex.Pattern;
import org.livemirror.store.DamagedStoreException;
import org.livemirror.store.Digester;
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
  private static final String SUFFIX = ".json";

  /** Only files with such names are this class's own to remove. */
  private static final Pattern NAME = Pattern.compile("\\d{8}T\\d{6}Z-[0-9a-f]{12}-.+");

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
      store.move(json, folder.resolve(item.name() + SUFFIX));
    } finally {
      Files.deleteIfExists(bytes);
      Files.deleteIfExists(json);
    }
    return Optional.of(item);
  }

  private static void copy(HashedContent content, Path file) throws IOException {
    try (InputStream in = Channels.newInputStream(content.open());
        FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      OutputStream out = Channels.newOutputStream(channel);
      Digester digester = new Digester();
      byte[] buffer = new byte[64 << 10];
      for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
        digester.update(buffer, 0, got);
        out.write(buffer, 0, got);
      }
      Digests found = digester.finish();
      if (!found.equals(content.digests())) {
        throw new DamagedStoreException(
            "content to set aside: found SHA-256 "
                + found.sha256()
                + " (expected "
                + content.digests().sha256()
                + ", as when it was taken in)");
      }
      channel.force(true);
    }
  }

  private void remove(String name) throws IOException {
    Files.deleteIfExists(folder.resolve(name + SUFFIX));
    // Else a crash could keep the JSON and lose the bytes.
    store.syncFolder(folder);
    Files.deleteIfExists(folder.resolve(name));
  }

  /** Removes halves of items: what a crash left, or what the operator left of a pair. */
  private void sweep() throws IOException {
    for (String name : names()) {
      if (!name.endsWith(SUFFIX) && Files.notExists(folder.resolve(name + SUFFIX))) {
        Files.deleteIfExists(folder.resolve(name));
      }
      if (name.endsWith(SUFFIX) && Files.notExists(folder.resolve(bytesName(name)))) {
        Files.deleteIfExists(folder.resolve(name));
      }
    }
  }

  @Override
  public List<QuarantineItem> items() throws IOException {
    List<QuarantineItem> items = new ArrayList<>();
    for (String name : names()) {
      Path json = folder.resolve(name);
      if (name.endsWith(SUFFIX) && Files.exists(folder.resolve(bytesName(name)))) {
        try {
          items.add(
              QuarantineItem.read(bytesName(name), Files.readAllBytes(json), json.toString()));
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
          if (NAME.matcher(name).matches()) {
            names.add(name);
          }
        }
      }
    }
    return names;
  }

  private static String bytesName(String json) {
    return json.substring(0, json.length() - SUFFIX.length());
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
