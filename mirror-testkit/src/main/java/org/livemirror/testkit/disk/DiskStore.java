package org.livemirror.testkit.disk;

import java.nio.file.FileStore;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileStoreAttributeView;
import org.jspecify.annotations.Nullable;

/** How much room a {@link FaultyDisk} has: a terabyte, or none. */
final class DiskStore extends FileStore {
  private final FaultyDisk disk;

  DiskStore(FaultyDisk disk) {
    this.disk = disk;
  }

  @Override
  public String name() {
    return "faulty";
  }

  @Override
  public String type() {
    return "faulty";
  }

  @Override
  public boolean isReadOnly() {
    return false;
  }

  @Override
  public long getTotalSpace() {
    return 1L << 40;
  }

  @Override
  public long getUsableSpace() {
    return disk.isFull() ? 0 : getTotalSpace();
  }

  @Override
  public long getUnallocatedSpace() {
    return getUsableSpace();
  }

  @Override
  public boolean supportsFileAttributeView(Class<? extends FileAttributeView> type) {
    return false;
  }

  @Override
  public boolean supportsFileAttributeView(String name) {
    return name.equals("basic");
  }

  @Override
  public <V extends FileStoreAttributeView> @Nullable V getFileStoreAttributeView(Class<V> type) {
    return null;
  }

  @Override
  public Object getAttribute(String name) {
    throw new UnsupportedOperationException(name);
  }
}
