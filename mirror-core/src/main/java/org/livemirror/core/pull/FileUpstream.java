package org.livemirror.core.pull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.livemirror.store.ContentPath;

/**
 * A folder, with the folders below it down to {@value #MAX_DEPTH}; symbolic links in it are not
 * followed.
 */
final class FileUpstream implements Upstream {
  private static final int MAX_DEPTH = 3;

  private final Path root;
  private final boolean link;

  /**
   * @param link whether its files may be linked: only if nobody writes into them
   */
  FileUpstream(Path root, boolean link) throws IOException {
    if (!Files.isDirectory(root)) {
      throw new NoSuchFileException(root.toString(), null, "no such folder");
    }
    this.root = root.toRealPath();
    this.link = link;
  }

  @Override
  public Optional<List<ContentPath>> list() throws IOException {
    try (Stream<Path> files = Files.walk(root, MAX_DEPTH)) {
      return Optional.of(
          files
              .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
              .map(file -> root.relativize(file).toString().replace('\\', '/'))
              .flatMap(name -> ContentPath.parse(name).stream())
              .sorted()
              .toList());
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  @Override
  public OptionalLong sizeBytes(ContentPath path) throws IOException {
    Optional<Path> file = find(path);
    return file.isPresent() ? OptionalLong.of(Files.size(file.get())) : OptionalLong.empty();
  }

  @Override
  public Optional<Body> open(ContentPath path, long offset) throws IOException {
    Optional<Path> file = find(path);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    FileChannel channel =
        FileChannel.open(file.get(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    channel.position(offset);
    InputStream stream = Channels.newInputStream(channel);
    return Optional.of(
        new Body(
            stream,
            offset,
            OptionalLong.of(channel.size()),
            Files.getLastModifiedTime(file.get()).toString()));
  }

  @Override
  public Optional<Path> linkable(ContentPath path) throws IOException {
    return link ? find(path) : Optional.empty();
  }

  /** A folder from Windows may spell a name in other case than the catalog that names it. */
  private Optional<Path> find(ContentPath path) throws IOException {
    Path found = root;
    for (String name : path.toString().split("/", -1)) {
      Optional<Path> next = child(found, name);
      if (next.isEmpty()) {
        return Optional.empty();
      }
      found = next.get();
    }
    return Files.isRegularFile(found, LinkOption.NOFOLLOW_LINKS)
        ? Optional.of(found)
        : Optional.empty();
  }

  private static Optional<Path> child(Path folder, String name) throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    Path exact = folder.resolve(name);
    if (Files.exists(exact, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.of(exact);
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> String.valueOf(file.getFileName()).equalsIgnoreCase(name))
          .findFirst();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  @Override
  public void close() {}
}
