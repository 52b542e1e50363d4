package org.livemirror.testkit.disk;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import org.jspecify.annotations.Nullable;

/** A path on a {@link FaultyDisk}; its text is that of a path of the platform. */
final class DiskPath implements Path {
  private final DiskFileSystem fileSystem;
  private final Path text;

  DiskPath(DiskFileSystem fileSystem, Path text) {
    this.fileSystem = fileSystem;
    this.text = text;
  }

  private static Path text(Path path) {
    if (path instanceof DiskPath disk) {
      return disk.text;
    }
    throw new ProviderMismatchException(path + " is on another file system");
  }

  private DiskPath of(Path other) {
    return new DiskPath(fileSystem, other);
  }

  private @Nullable DiskPath ofNullable(@Nullable Path other) {
    return other == null ? null : of(other);
  }

  @Override
  public DiskFileSystem getFileSystem() {
    return fileSystem;
  }

  @Override
  public boolean isAbsolute() {
    return text.isAbsolute();
  }

  @Override
  public @Nullable Path getRoot() {
    return ofNullable(text.getRoot());
  }

  @Override
  public @Nullable Path getFileName() {
    return ofNullable(text.getFileName());
  }

  @Override
  public @Nullable Path getParent() {
    return ofNullable(text.getParent());
  }

  @Override
  public int getNameCount() {
    return text.getNameCount();
  }

  @Override
  public Path getName(int index) {
    return of(text.getName(index));
  }

  @Override
  public Path subpath(int from, int to) {
    return of(text.subpath(from, to));
  }

  @Override
  public boolean startsWith(Path other) {
    return other instanceof DiskPath && text.startsWith(text(other));
  }

  @Override
  public boolean endsWith(Path other) {
    return other instanceof DiskPath && text.endsWith(text(other));
  }

  @Override
  public Path normalize() {
    return of(text.normalize());
  }

  @Override
  public Path resolve(Path other) {
    return of(text.resolve(text(other)));
  }

  @Override
  public Path relativize(Path other) {
    return of(text.relativize(text(other)));
  }

  @Override
  public URI toUri() {
    return URI.create("faulty:" + toAbsolutePath());
  }

  @Override
  public Path toAbsolutePath() {
    return isAbsolute() ? this : of(Path.of("/").resolve(text));
  }

  @Override
  public Path toRealPath(LinkOption... options) throws IOException {
    DiskNode unused = fileSystem.disk().look(this);
    return toAbsolutePath().normalize();
  }

  @Override
  public File toFile() {
    throw new UnsupportedOperationException("not on the platform's file system");
  }

  @Override
  public WatchKey register(
      WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
    throw new UnsupportedOperationException("register");
  }

  @Override
  public int compareTo(Path other) {
    return text.compareTo(text(other));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DiskPath path
        && path.fileSystem == fileSystem
        && path.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
