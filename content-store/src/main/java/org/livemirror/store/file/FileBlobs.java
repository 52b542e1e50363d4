package org.livemirror.store.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.livemirror.store.BlobSink;
import org.livemirror.store.BlobStore;
import org.livemirror.store.Digests;
import org.livemirror.store.MissingBlobException;
import org.livemirror.store.PublisherLock;
import org.livemirror.store.Sha256;
import org.livemirror.store.StagedBlob;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Blobs as files: written and synced in {@code incoming/}, then moved to their name in {@code
 * blobs/}.
 */
final class FileBlobs implements BlobStore {
  private static final Pattern FOLDER = Pattern.compile("[0-9a-f]{2}");
  private static final Pattern NAME = Pattern.compile("[0-9a-f]{64}");

  private static final Logger LOG = LoggerFactory.getLogger(FileBlobs.class);

  private final StoreFolder store;
  private final Path blobs;
  private final AtomicBoolean copyingTold = new AtomicBoolean();

  FileBlobs(StoreFolder store) throws IOException {
    this.store = store;
    this.blobs = store.resolve("blobs").resolve("sha256");
    store.createFolders(blobs);
  }

  @Override
  public BlobSink newSink() throws IOException {
    return new FileSink(store.newFile(), true) {
      @Override
      protected StagedBlob staged(Path file, Digests digests) {
        return new StagedFile(file, digests);
      }
    };
  }

  @Override
  public OptionalLong sizeBytes(Sha256 blob) throws IOException {
    try {
      return OptionalLong.of(Files.size(file(blob)));
    } catch (NoSuchFileException e) {
      return OptionalLong.empty();
    }
  }

  @Override
  public SeekableByteChannel open(Sha256 blob) throws IOException {
    try {
      return FileChannel.open(file(blob), StandardOpenOption.READ);
    } catch (NoSuchFileException e) {
      throw new MissingBlobException(blob);
    }
  }

  @Override
  public void forEach(BlobVisitor visitor) throws IOException {
    for (Path first : folders(blobs)) {
      for (Path second : folders(first)) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(second)) {
          for (Path file : files) {
            visit(file, visitor);
          }
        }
      }
    }
  }

  private void visit(Path file, BlobVisitor visitor) throws IOException {
    String name = String.valueOf(file.getFileName());
    if (!NAME.matcher(name).matches() || !file.equals(file(Sha256.parse(name)))) {
      return;
    }
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(file, BasicFileAttributes.class);
    } catch (NoSuchFileException e) {
      return;
    }
    if (attributes.isRegularFile()) {
      visitor.blob(
          Sha256.parse(name), attributes.size(), attributes.lastModifiedTime().toInstant());
    }
  }

  private static List<Path> folders(Path parent) throws IOException {
    List<Path> folders = new ArrayList<>();
    try (DirectoryStream<Path> children = Files.newDirectoryStream(parent)) {
      for (Path child : children) {
        if (FOLDER.matcher(String.valueOf(child.getFileName())).matches()
            && Files.isDirectory(child)) {
          folders.add(child);
        }
      }
    }
    return folders;
  }

  @Override
  public boolean delete(PublisherLock lock, Sha256 blob) throws IOException {
    store.check(lock);
    return Files.deleteIfExists(file(blob));
  }

  @Override
  public long freedBytes(Sha256 blob) throws IOException {
    try {
      return Files.getAttribute(file(blob), "unix:nlink") instanceof Integer links && links > 1
          ? 0
          : Files.size(file(blob));
    } catch (NoSuchFileException e) {
      return 0;
    } catch (UnsupportedOperationException | IllegalArgumentException e) {
      return Files.size(file(blob)); // this system does not tell
    }
  }

  @Override
  public Optional<StagedBlob> link(Path source) throws IOException {
    Path file = store.newFile();
    try {
      Files.createLink(file, source);
    } catch (FileSystemException | UnsupportedOperationException e) {
      if (!copyingTold.getAndSet(true)) {
        LOG.warn("cannot link files into the store, so that they are copied: {}", e.toString());
      }
      return Optional.empty();
    }
    try {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new IOException(source + ": found no regular file (expected one to link)");
      }
      DurableFiles.syncContent(file);
      return Optional.of(new StagedFile(file, HashedFile.of(file).digests()));
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  private Path file(Sha256 blob) {
    return blobs.resolve(blob.path());
  }

  private final class StagedFile implements StagedBlob {
    private final Path file;
    private final Digests digests;
    private boolean committed;

    StagedFile(Path file, Digests digests) {
      this.file = file;
      this.digests = digests;
    }

    @Override
    public Digests digests() {
      return digests;
    }

    @Override
    public synchronized SeekableByteChannel open() throws IOException {
      return committed
          ? FileBlobs.this.open(digests.sha256())
          : FileChannel.open(file, StandardOpenOption.READ);
    }

    @Override
    public synchronized Sha256 commit() throws IOException {
      Sha256 name = digests.sha256();
      if (committed) {
        return name;
      }
      OptionalLong present = sizeBytes(name);
      if (present.isPresent() && present.getAsLong() == digests.sizeBytes()) {
        Files.deleteIfExists(file);
      } else {
        Path kept = file(name);
        store.createFolders(Objects.requireNonNull(kept.getParent()));
        store.move(file, kept);
      }
      committed = true;
      return name;
    }

    @Override
    public synchronized void close() throws IOException {
      if (!committed) {
        Files.deleteIfExists(file);
      }
    }
  }
}
