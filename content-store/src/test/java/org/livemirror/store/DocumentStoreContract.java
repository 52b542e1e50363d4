package org.livemirror.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the documents of every store do. */
abstract class DocumentStoreContract {
  private static final String NAME = "state.json";

  abstract ContentStore store();

  abstract ContentStore otherStore() throws IOException;

  private void replace(String name, byte[] bytes) throws IOException {
    try (PublisherLock lock = store().generations().lockPublisher()) {
      store().documents().replace(lock, name, bytes);
    }
  }

  @Test
  void read_neverWritten_isEmpty() throws Exception {
    assertThat(store().documents().read(NAME)).isEmpty();
  }

  @Test
  void replace_isReadBack() throws Exception {
    replace(NAME, Stored.bytes("one"));
    assertThat(store().documents().read(NAME)).hasValue(Stored.bytes("one"));

    replace(NAME, Stored.bytes("a longer one"));
    assertThat(store().documents().read(NAME)).hasValue(Stored.bytes("a longer one"));

    replace(NAME, new byte[0]);
    assertThat(store().documents().read(NAME)).hasValue(new byte[0]);
  }

  @Test
  void replace_ofOneDocument_leavesOthers() throws Exception {
    replace(NAME, Stored.bytes("one"));
    replace("other.json", Stored.bytes("two"));

    assertThat(store().documents().read(NAME)).hasValue(Stored.bytes("one"));
  }

  @Test
  void document_doesNotChangeWithTheCallersBytes() throws Exception {
    byte[] bytes = Stored.bytes("one");
    replace(NAME, bytes);
    bytes[0] = 'x';
    store().documents().read(NAME).orElseThrow()[1] = 'x';

    assertThat(store().documents().read(NAME)).hasValue(Stored.bytes("one"));
  }

  @Test
  void document_outlivesGenerations() throws Exception {
    replace(NAME, Stored.bytes("one"));
    Generation unused = Stored.publish(store(), "test", Stored.entry(store(), "a.zip", "bytes"));

    assertThat(store().documents().read(NAME)).hasValue(Stored.bytes("one"));
  }

  @Test
  void replace_withAClosedLock_isABug() throws Exception {
    PublisherLock lock = store().generations().lockPublisher();
    lock.close();

    assertThatThrownBy(() -> store().documents().replace(lock, NAME, Stored.bytes("one")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(store().documents().read(NAME)).isEmpty();
  }

  @Test
  void replace_withAnotherStoresLock_isABug() throws Exception {
    try (ContentStore other = otherStore();
        PublisherLock lock = other.generations().lockPublisher()) {
      assertThatThrownBy(() -> store().documents().replace(lock, NAME, Stored.bytes("one")))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(store().documents().read(NAME)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "state",
        "State.json",
        "../state.json",
        "a/b.json",
        "CURRENT",
        "state.json.bak"
      })
  void name_thatIsNone_isABug(String name) throws Exception {
    assertThatThrownBy(() -> store().documents().read(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + name + "'");
    assertThatThrownBy(() -> replace(name, new byte[1]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void replace_whileOthersRead_showsOneOrTheOtherWhole() throws Exception {
    byte[] one = new byte[50_000];
    byte[] two = new byte[70_000];
    Arrays.fill(two, (byte) 2);
    replace(NAME, one);
    Thread writer =
        new Thread(
            () -> {
              try {
                for (int i = 0; i < 10; i++) {
                  replace(NAME, i % 2 == 0 ? two : one);
                }
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    writer.start();
    while (writer.isAlive()) {
      byte[] seen = store().documents().read(NAME).orElseThrow();
      assertThat(Arrays.equals(seen, one) || Arrays.equals(seen, two)).isTrue();
    }
    assertThat(store().documents().read(NAME)).hasValue(one);
  }
}
