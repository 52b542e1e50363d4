package org.livemirror.core.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.Month;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.livemirror.core.catalog.ProductId;
import org.livemirror.core.event.MirrorEvents;
import org.livemirror.core.plan.Offer;
import org.livemirror.core.trust.RefusedException;
import org.livemirror.core.trust.VerifiedCatalog;
import org.livemirror.core.trust.VerifiedPackage;
import org.livemirror.core.trust.Verifier;
import org.livemirror.store.BlobSink;
import org.livemirror.store.Channel;
import org.livemirror.store.ContentPath;
import org.livemirror.store.DamagedStoreException;
import org.livemirror.store.Entry;
import org.livemirror.store.Generation;
import org.livemirror.store.Manifest;
import org.livemirror.store.PublisherLock;
import org.livemirror.store.StagedBlob;
import org.livemirror.store.file.FileContentStore;
import org.livemirror.testkit.Forge;
import org.livemirror.testkit.SettableClock;

/** What is served follows the pointer on the disk, whoever moved it. */
final class PublishedTest {
  private static final Forge FORGE = Forge.standard();
  private static final ProductId PRODUCT = Forge.CUR_DEFS;
  private static final String FULL = "1314253617jtun_nav2k8enncur25.m25";
  private static final byte[] PACKAGE = FORGE.pack("content");

  @TempDir Path data;
  private final SettableClock clock = new SettableClock(Forge.PUBLISHED);
  private FileContentStore publishing;
  private Published published;

  @BeforeEach
  void openTwice() throws IOException {
    publishing = FileContentStore.open(data, clock);
    published = new Published(FileContentStore.open(data, clock));
  }

  private void publish(long revision) throws IOException, RefusedException {
    publish(PRODUCT, revision);
  }

  private void publish(ProductId product, long revision) throws IOException, RefusedException {
    Publisher publisher = new Publisher(publishing, clock, Duration.ofHours(1), MirrorEvents.NONE);
    Verifier verifier = FORGE.verifier();
    byte[] miniTri = FORGE.miniTri("CurDefs", revision, Map.of(FULL, PACKAGE));
    try (PublisherLock lock = publishing.generations().lockPublisher();
        StagedBlob catalogBytes = staged(miniTri);
        StagedBlob packageBytes = staged(PACKAGE)) {
      VerifiedCatalog catalog =
          verifier.verifyCatalog(product.miniTriName().path(), product, catalogBytes);
      VerifiedPackage verified = verifier.verifyPackage(catalog, FULL, packageBytes);
      Draft draft = publisher.draft(lock, "test", Publisher.Mode.MERGE);
      draft.add(catalog);
      draft.add(verified);
      Optional<Generation> unused = draft.publish("test");
    }
  }

  private StagedBlob staged(byte[] bytes) throws IOException {
    try (BlobSink sink = publishing.blobs().newSink()) {
      sink.write(bytes);
      return sink.finish();
    }
  }

  @Test
  void store_withoutAPublish_servesGenerationZero() throws Exception {
    assertThat(published.current().generation().number()).isZero();
    assertThat(published.current().generation().entries()).isEmpty();
    assertThat(published.refresh()).isFalse();
  }

  @Test
  void refresh_followsAnotherStoresPublish() throws Exception {
    publish(110825002);
    assertThat(published.current().generation().number()).isZero();

    assertThat(published.refresh()).isTrue();
    assertThat(published.current().generation().number()).isEqualTo(1);
    Entry entry = published.current().generation().find(ContentPath.of(FULL)).orElseThrow();
    try (var channel = published.open(entry)) {
      assertThat(channel.size()).isEqualTo(PACKAGE.length);
    }
    assertThat(published.refresh()).isFalse();
  }

  private Instant modified() throws Exception {
    published.refresh();
    ContentPath path = PRODUCT.miniTriName().path();
    return published.current().generation().find(path).orElseThrow().modified();
  }

  @Test
  void catalogsOfTheSameSecond_haveDatesOfTheirOwn() throws Exception {
    publish(110825002);
    Instant first = modified();
    publish(110825003);
    assertThat(modified()).isEqualTo(first.plusSeconds(1));
  }

  @Test
  void catalogThatStays_keepsItsDate() throws Exception {
    publish(110825002);
    publish(110825003);
    Instant second = modified();
    publish(110825003);
    publish(Forge.hubDefs(Month.APRIL), 110825004);
    assertThat(modified()).isEqualTo(second);
    assertThat(published.current().generation().number()).isEqualTo(3);
  }

  @Test
  void offer_hasWhatACatalogNamesWithItsSizes() throws Exception {
    publish(110825002);
    published.refresh();

    Offer offer = published.current().offer();
    Entry entry = published.current().generation().find(ContentPath.of(FULL)).orElseThrow();
    assertThat(offer.generation()).isEqualTo(1);
    assertThat(offer.find(PRODUCT))
        .contains(
            new Offer.Product(
                PRODUCT,
                List.of(
                    new Offer.Candidate(
                        "CurDefs", 110825002, FULL, PACKAGE.length, entry.blob()))));
  }

  @Test
  void facts_areReadBackAsTheyWereRecorded() throws Exception {
    publish(110825002);
    published.refresh();

    ContentPath path = ContentPath.of(FULL);
    assertThat(published.current().source(path)).hasValue("test");
    assertThat(published.current().proof(path))
        .hasValueSatisfying(
            proof -> {
              assertThat(proof.voucher()).isEqualTo(PRODUCT.miniTriName().fileName());
              assertThat(proof.digests()).isEqualTo(Forge.content(PACKAGE).digests());
              assertThat(proof.chain()).hasSize(3);
              assertThat(proof.signer()).contains("Product Group - LiveUpdate");
            });
  }

  @Test
  void refresh_thatFails_keepsWhatIsServed() throws Exception {
    publish(110825002);
    published.refresh();
    publish(110825003);
    Path manifest = data.resolve("generations/000002/manifest.json");
    byte[] whole = Files.readAllBytes(manifest);
    Files.write(manifest, new byte[] {'{'});

    assertThatThrownBy(published::refresh).isInstanceOf(DamagedStoreException.class);
    assertThat(published.current().generation().number()).isEqualTo(1);

    Files.write(manifest, whole);
    assertThat(published.refresh()).isTrue();
    assertThat(published.current().generation().number()).isEqualTo(2);
  }

  @Test
  void opened_whereTheNewestIsDamaged_servesTheNewestThatIsWhole_untilMended() throws Exception {
    publish(110825002);
    publish(110825003);
    Path manifest = data.resolve("generations/000002/manifest.json");
    byte[] whole = Files.readAllBytes(manifest);
    Files.write(manifest, new byte[] {'{'});

    Published restarted = new Published(FileContentStore.open(data, clock));
    assertThat(restarted.current().generation().number()).isEqualTo(1);
    assertThat(restarted.damage().orElseThrow()).startsWith(manifest + ": SHA-256 ");
    assertThatThrownBy(restarted::refresh).isInstanceOf(DamagedStoreException.class);

    Files.write(manifest, whole);
    assertThat(restarted.refresh()).isTrue();
    assertThat(restarted.current().generation().number()).isEqualTo(2);
    assertThat(restarted.damage()).isEmpty();
  }

  @Test
  void catalogsThatCannotBeReadAfterAStart_areReadAgainWhenTheyAreAskedFor() throws Exception {
    publish(110825002);
    FileContentStore store = FileContentStore.open(data, clock);
    // Loaded before the damage, and shared: opening it reads the page for its catalogs only.
    Generation loaded = store.generations().current(Channel.PRODUCTION).orElseThrow();
    Manifest.Page page = store.generations().manifest(1).pages().get(0);
    Path file = data.resolve("blobs/sha256/" + page.blob().path());
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, new byte[] {'{'});

    Published restarted = new Published(store);
    assertThat(restarted.current().generation()).isSameAs(loaded);
    assertThatThrownBy(() -> restarted.current().offer())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("found SHA-256");
    assertThat(restarted.refresh()).isFalse();

    Files.write(file, whole);
    assertThat(restarted.current().offer().find(PRODUCT)).isPresent();
  }

  @Test
  void draft_onADamagedGeneration_buildsOnTheNewestThatIsWhole() throws Exception {
    publish(110825002);
    publish(110825003);
    Files.delete(data.resolve("generations/000002/manifest.json"));
    publish(110825004);
    assertThat(published.refresh()).isTrue();
    assertThat(published.current().offer().find(PRODUCT).orElseThrow().packages())
        .singleElement()
        .satisfies(each -> assertThat(each.revision()).isEqualTo(110825004));
  }

  @Test
  void listeners_areToldTheCurrentSnapshotAndEveryLaterOne() throws Exception {
    List<Integer> told = new ArrayList<>();
    published.onSwitch(snapshot -> told.add(snapshot.generation().number()));
    assertThat(told).containsExactly(0);

    publish(110825002);
    published.refresh();
    published.refresh();
    publish(110825003);
    published.refresh();

    assertThat(told).containsExactly(0, 1, 2);
  }

  @Test
  void draft_withTheSameContent_publishesNothing() throws Exception {
    publish(110825002);
    Publisher publisher = new Publisher(publishing, clock, Duration.ZERO, MirrorEvents.NONE);

    try (PublisherLock lock = publishing.generations().lockPublisher()) {
      assertThat(publisher.draft(lock, "test", Publisher.Mode.MERGE).publish("again")).isEmpty();
    }
    assertThat(publishing.generations().numbers()).containsExactly(1);
  }
}
