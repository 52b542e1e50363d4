package org.livemirror.core.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.livemirror.core.catalog.ProductId;
import org.livemirror.core.trust.TrustHistory.Allowance;
import org.livemirror.store.DamagedStoreException;
import org.livemirror.store.PublisherLock;
import org.livemirror.store.file.FileContentStore;
import org.livemirror.testkit.Forge;
import org.livemirror.testkit.SettableClock;

/** What is remembered of accepted content, and how it outlives the process. */
final class TrustHistoryTest {
  private static final Forge FORGE = Forge.standard();
  private static final Instant NOW = Forge.PUBLISHED;
  private static final List<X509Certificate> CHAIN = FORGE.chain().certificates();

  @TempDir Path data;
  private FileContentStore store;

  @BeforeEach
  void open() throws IOException {
    store = FileContentStore.open(data, new SettableClock(NOW));
  }

  static VerifiedCatalog catalog(ProductId product, String sequence, long revision)
      throws Exception {
    byte[] bytes = FORGE.miniTri(sequence, revision, Map.of("1314282430a.m25", new byte[] {1}));
    return FORGE
        .verifier()
        .verifyCatalog(product.miniTriName().path(), product, Forge.content(bytes));
  }

  private void write(TrustHistory history) throws IOException {
    try (PublisherLock lock = store.generations().lockPublisher()) {
      history.write(store.documents(), lock);
    }
  }

  private TrustHistory afterRestart() throws IOException {
    return TrustHistory.read(FileContentStore.open(data, new SettableClock(NOW)).documents());
  }

  @Test
  void history_ofANewStore_isEmpty() throws Exception {
    TrustHistory history = TrustHistory.read(store.documents());

    assertThat(history.accepted()).isEmpty();
    assertThat(history.certificates()).isEmpty();
    assertThat(history.allowances()).isEmpty();
  }

  @Test
  void history_afterARestart_isTheSame() throws Exception {
    VerifiedCatalog catalog = catalog(Forge.CUR_DEFS, "CurDefs", 110825002);
    TrustHistory history = TrustHistory.read(store.documents());
    history.accept(catalog);
    history.allow(new Refusal.NoTri("f"), NOW);
    assertThat(history.note(CHAIN, NOW)).hasSize(3);
    write(history);

    TrustHistory read = afterRestart();

    assertThat(read.accepted()).isEqualTo(history.accepted()).hasSize(1);
    assertThat(read.accepted(catalog.path()))
        .hasValueSatisfying(
            accepted -> {
              assertThat(accepted.blob()).isEqualTo(catalog.proof().digests().sha256());
              assertThat(accepted.guardTime()).isEqualTo(NOW);
              assertThat(accepted.revisions()).isEqualTo(Map.of("CurDefs", 110825002L));
            });
    assertThat(read.certificates()).isEqualTo(history.certificates());
    assertThat(read.allowances())
        .containsExactly(new Allowance(NOW, "f", new Refusal.NoTri("f").message()));
  }

  @Test
  void history_thatIsNotWritten_isForgotten() throws Exception {
    TrustHistory history = TrustHistory.read(store.documents());
    history.accept(catalog(Forge.CUR_DEFS, "CurDefs", 110825002));

    assertThat(afterRestart().accepted()).isEmpty();
  }

  @Test
  void history_ofAnOlderGeneration_isNotOlder() throws Exception {
    TrustHistory history = TrustHistory.read(store.documents());
    history.accept(catalog(Forge.CUR_DEFS, "CurDefs", 110825002));
    write(history);
    Files.deleteIfExists(data.resolve("CURRENT"));

    assertThat(afterRestart().accepted()).hasSize(1);
  }

  @Test
  void certificate_seenBefore_isNotedOnce() throws Exception {
    TrustHistory history = TrustHistory.read(store.documents());

    assertThat(history.note(CHAIN, NOW))
        .extracting(TrustHistory.Seen::authority)
        .containsExactly(false, true, true);
    assertThat(history.note(CHAIN, NOW.plusSeconds(60))).isEmpty();
    write(history);

    TrustHistory read = afterRestart();
    assertThat(read.note(CHAIN, NOW.plusSeconds(120))).isEmpty();
    assertThat(read.certificates()).extracting(TrustHistory.Seen::firstSeen).containsOnly(NOW);
  }

  @Test
  void write_ofNothingNew_doesNotTouchTheFile() throws Exception {
    TrustHistory history = TrustHistory.read(store.documents());
    assertThat(history.note(CHAIN, NOW)).isNotEmpty();
    write(history);
    Files.delete(data.resolve("state.json"));
    write(history);

    assertThat(data.resolve("state.json")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "{\"catalogs\":{}}",
        "{\"catalogs\":{\"a\":{\"blob\":\"xy\",\"guardTime\":\"2011-08-25T14:27:10Z\",\"revisions\":{}}},\"certificates\":{},\"allowed\":[]}",
        "{\"catalogs\":{\"a\":{\"guardTime\":\"yesterday\"}},\"certificates\":{},\"allowed\":[]}",
        "{\"catalogs\":{},\"certificates\":{},\"allowed\":[{\"when\":\"never\",\"path\":\"\",\"refusal\":\"\"}]}",
        "{\"catalogs\":{},\"certificates\":{},\"allowed\":{\"a\":1}}",
        "{\"catalogs\":[],\"certificates\":{},\"allowed\":[]}"
      })
  void history_thatIsDamaged_isToldAndNotForgotten(String text) throws Exception {
    Files.write(data.resolve("state.json"), text.getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(this::afterRestart)
        .isInstanceOf(DamagedStoreException.class)
        .hasMessageStartingWith("state.json: not a history: ")
        .hasMessageEndingWith("; restore it, or remove it to forget what was accepted");
  }

  @Test
  void revision_thatIsNoNumber_isDamage() throws Exception {
    TrustHistory history = TrustHistory.read(store.documents());
    history.accept(catalog(Forge.CUR_DEFS, "CurDefs", 110825002));
    write(history);
    String text = Files.readString(data.resolve("state.json"));
    Files.writeString(data.resolve("state.json"), text.replace("110825002", "\"110825002\""));

    // Read as 0 it would let every old catalog pass.
    assertThatThrownBy(this::afterRestart).isInstanceOf(DamagedStoreException.class);
  }
}
