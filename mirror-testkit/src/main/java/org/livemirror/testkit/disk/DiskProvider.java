package org.livemirror.testkit.disk;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.spi.FileSystemProvider;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes what {@link java.nio.file.Files} asks to the {@link FaultyDisk} of the path. */
final class DiskProvider extends FileSystemProvider {
  static final DiskProvider ONLY = new DiskProvider();

  private DiskProvider() {}

  private static FaultyDisk disk(Path path) {
    if (path.getFileSystem() instanceof DiskFileSystem fileSystem) {
      return fileSystem.disk();
    }
    throw new ProviderMismatchException(path + " is on another file system");
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    boolean writes =
        options.contains(StandardOpenOption.WRITE) || options.contains(StandardOpenOption.APPEND);
    boolean mustCreate = writes && options.contains(StandardOpenOption.CREATE_NEW);
    DiskNode node =
        disk(path)
            .open(
                path,
                mustCreate || (writes && options.contains(StandardOpenOption.CREATE)),
                mustCreate,
                writes && options.contains(StandardOpenOption.TRUNCATE_EXISTING));
    return new DiskChannel(
        disk(path), path, node, writes, options.contains(StandardOpenOption.APPEND));
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return newFileChannel(path, options, attributes);
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path folder, DirectoryStream.Filter<? super Path> filter) throws IOException {
    List<Path> children = disk(folder).list(folder);
    return new DirectoryStream<>() {
      @Override
      public Iterator<Path> iterator() {
        return children.iterator();
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
    disk(folder).makeFolder(folder);
  }

  @Override
  public void delete(Path path) throws IOException {
    disk(path).delete(path);
  }

  @Override
  public void move(Path from, Path to, CopyOption... options) throws IOException {
    List<CopyOption> list = List.of(options);
    disk(from)
        .move(
            from,
            to,
            list.contains(StandardCopyOption.REPLACE_EXISTING)
                || list.contains(StandardCopyOption.ATOMIC_MOVE));
  }

  @Override
  public void copy(Path from, Path to, CopyOption... options) {
    throw new UnsupportedOperationException("copy");
  }

  @Override
  public boolean isSameFile(Path one, Path other) {
    return one.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
  }

  @Override
  public boolean isHidden(Path path) {
    return false;
  }

  @Override
  public FileStore getFileStore(Path path) {
    return new DiskStore(disk(path));
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    DiskNode unused = disk(path).look(path);
  }

  @Override
  @SuppressWarnings("unchecked")
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    if (type != BasicFileAttributes.class) {
      throw new UnsupportedOperationException(type.getName());
    }
    return (A) new Attributes(disk(path).look(path));
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String names, LinkOption... options) {
    throw new UnsupportedOperationException("readAttributes");
  }

  @Override
  public void setAttribute(Path path, String name, Object value, LinkOption... options) {
    throw new UnsupportedOperationException("setAttribute");
  }

  @Override
  public <V extends FileAttributeView> @Nullable V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    return null;
  }

  @Override
  public String getScheme() {
    return "faulty";
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> settings) {
    throw new UnsupportedOperationException("newFileSystem");
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    throw new UnsupportedOperationException("getFileSystem");
  }

  @Override
  public Path getPath(URI uri) {
    throw new UnsupportedOperationException("getPath");
  }

  private record Attributes(DiskNode node) implements BasicFileAttributes {
    @Override
    public FileTime lastModifiedTime() {
      return FileTime.fromMillis(node.modifiedMillis);
    }

    @Override
    public FileTime lastAccessTime() {
      return lastModifiedTime();
    }

    @Override
    public FileTime creationTime() {
      return lastModifiedTime();
    }

    @Override
    public boolean isRegularFile() {
      return node instanceof DiskNode.File;
    }

    @Override
    public boolean isDirectory() {
      return node instanceof DiskNode.Folder;
    }

    @Override
    public boolean isSymbolicLink() {
      return false;
    }

    @Override
    public boolean isOther() {
      return false;
    }

    @Override
    public long size() {
      return node instanceof DiskNode.File file ? file.length : 0;
    }

    @Override
    public Object fileKey() {
      return node;
    }
  }
}
