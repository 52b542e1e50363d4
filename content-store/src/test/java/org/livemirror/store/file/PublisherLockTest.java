package org.livemirror.store.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.livemirror.store.PublisherBusyException;
import org.livemirror.store.PublisherLock;
import org.livemirror.store.Stored;

/** One publisher at a time on a folder, across instances and processes. */
final class PublisherLockTest {
  private final Path root;
  private final FileContentStore store;

  PublisherLockTest(@TempDir Path folder) throws IOException {
    root = folder.resolve("store");
    store = FileContentStore.open(root, Stored.CLOCK);
  }

  @Test
  void lock_heldByAnotherProcess_isRefusedAndNamesIt() throws Exception {
    try (OtherPublisher other = OtherPublisher.start(root)) {
      assertThat(other.outcome()).isEqualTo("locked");
      assertThatThrownBy(store.generations()::lockPublisher)
          .isInstanceOf(PublisherBusyException.class)
          .hasMessageContaining("process " + other.pid());
      other.release();
      store.generations().lockPublisher().close();
    }
  }

  @Test
  void lock_ofAProcessThatDied_isFree() throws Exception {
    try (OtherPublisher other = OtherPublisher.start(root)) {
      assertThat(other.outcome()).isEqualTo("locked");
      other.crash();
      store.generations().lockPublisher().close();
    }
  }

  @Test
  void lock_heldByAnotherInstance_isRefused() throws Exception {
    Path alias = Files.createSymbolicLink(root.resolveSibling("alias"), root);
    try (PublisherLock lock = store.generations().lockPublisher();
        FileContentStore other = FileContentStore.open(root, Stored.CLOCK);
        FileContentStore aliased = FileContentStore.open(alias, Stored.CLOCK)) {
      assertThat(lock).isNotNull();
      assertThatThrownBy(other.generations()::lockPublisher)
          .isInstanceOf(PublisherBusyException.class)
          .hasMessageContaining("process " + ProcessHandle.current().pid());
      assertThatThrownBy(aliased.generations()::lockPublisher)
          .isInstanceOf(PublisherBusyException.class);
    }
  }

  /** POSIX drops all of a process's locks on a file when it closes any descriptor of it. */
  @Test
  void lock_wantedInVainInTheSameProcess_staysHeldAgainstOtherProcesses() throws Exception {
    try (PublisherLock lock = store.generations().lockPublisher()) {
      assertThat(lock).isNotNull();
      assertThatThrownBy(store.generations()::lockPublisher)
          .isInstanceOf(PublisherBusyException.class);
      FileContentStore.open(root, Stored.CLOCK).close();
      try (OtherPublisher other = OtherPublisher.start(root)) {
        assertThat(other.outcome()).startsWith("busy");
      }
    }
  }

  @Test
  void publish_withALockOfAnotherInstance_isRefused() throws Exception {
    try (FileContentStore other = FileContentStore.open(root, Stored.CLOCK);
        PublisherLock lock = other.generations().lockPublisher()) {
      assertThatThrownBy(() -> Stored.publishWith(store, lock))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
