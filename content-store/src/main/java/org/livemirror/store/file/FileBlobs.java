package org.livemirror.store.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import java.util.UUID;
import org.livemirror.store.BlobSink;
import org.livemirror.store.BlobStore;
import org.livemirror.store.Digests;
import org.livemirror.store.MissingBlobException;
import org.livemirror.store.Sha256;
import org.livemirror.store.StagedBlob;

/**
 * Blobs as files: written and synced in {@code incoming/}, then moved to their name in {@code
 * blobs/}.
 */
final class FileBlobs implements BlobStore {
  private final Path blobs;
  private final Path incoming;

  FileBlobs(Path blobs, Path incoming) throws IOException {
    this.blobs = blobs;
    this.incoming = incoming;
    DurableFiles.createFolders(blobs);
    DurableFiles.createFolders(incoming);
  }

  /**
   * Deletes what a crash left in {@code incoming/}; only for the holder of the publisher lock.
   * Returns how many files.
   */
  int sweep() throws IOException {
    int swept = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(incoming)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
        swept++;
      }
    }
    return swept;
  }

  @Override
  public BlobSink newSink() throws IOException {
    return new FileSink(incoming.resolve(UUID.randomUUID().toString()));
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

  private Path folder(Sha256 blob) {
    String hex = blob.toString();
    return blobs.resolve(hex.substring(0, 2)).resolve(hex.substring(2, 4));
  }

  private Path file(Sha256 blob) {
    return folder(blob).resolve(blob.toString());
  }

  private final class FileSink extends BlobSink {
    private final Path file;
    private final FileChannel channel;
    private boolean staged;

    FileSink(Path file) throws IOException {
      this.file = file;
      this.channel =
          FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    @Override
    protected void append(byte[] bytes, int offset, int length) throws IOException {
      ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    }

    @Override
    protected StagedBlob stage(Digests digests) throws IOException {
      channel.force(true);
      channel.close();
      staged = true;
      return new StagedFile(file, digests);
    }

    @Override
    public void close() throws IOException {
      channel.close();
      if (!staged) {
        Files.deleteIfExists(file);
      }
    }
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
        Path folder = folder(name);
        DurableFiles.createFolders(folder);
        DurableFiles.replace(file, folder.resolve(name.toString()));
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
