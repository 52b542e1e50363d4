package org.livemirror.testkit.disk;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.livemirror.core.catalog.ProductId;
import org.livemirror.core.event.MirrorEvents;
import org.livemirror.core.format.ArchiveLimits;
import org.livemirror.core.publish.Publisher;
import org.livemirror.core.publish.Switching;
import org.livemirror.core.pull.PullLimits;
import org.livemirror.core.pull.PullReport;
import org.livemirror.core.pull.Puller;
import org.livemirror.core.pull.Selection;
import org.livemirror.core.pull.Source;
import org.livemirror.core.pull.Upstream;
import org.livemirror.core.pull.Upstreams;
import org.livemirror.store.ContentStore;
import org.livemirror.store.file.FileContentStore;
import org.livemirror.testkit.Forge;
import org.livemirror.testkit.SettableClock;

/** Signed content of three days: pull, pull the next day, roll back, pull the third day. */
final class PullScenario implements Scenario {
  private static final Forge FORGE = Forge.standard();
  private static final ProductId OTHER = new ProductId("Decomposer", "1.0.0", "SymAllLanguages");
  private static final PullLimits LIMITS =
      new PullLimits(1 << 20, 1 << 20, 1, Duration.ofMillis(1), 1);

  private final SettableClock clock = new SettableClock(Forge.PUBLISHED);
  private final Path upstream;

  /** Writes the content below {@code upstream}. */
  PullScenario(Path upstream) throws IOException {
    this.upstream = upstream;
    for (int day = 1; day <= 3; day++) {
      Path folder = Files.createDirectory(upstream.resolve("day" + day));
      offer(
          folder, Forge.CUR_DEFS, 110825000 + day, "1314253617full.m25", 131425361 + day + "8.m25");
      offer(folder, OTHER, day == 3 ? 2 : 1, "1314253617other" + (day == 3 ? 2 : 1) + ".zip");
    }
  }

  private static void offer(Path folder, ProductId product, long revision, String... names)
      throws IOException {
    Map<String, byte[]> packages = new LinkedHashMap<>();
    for (String name : names) {
      packages.put(name, FORGE.pack("content of " + name));
      Files.write(folder.resolve(name), packages.get(name));
    }
    Files.write(
        folder.resolve(product.miniTriName().fileName()),
        FORGE.miniTri("CurDefs", revision, packages));
  }

  @Override
  public int steps() {
    return 4;
  }

  @Override
  public void run(int step, Path data) throws Exception {
    try (ContentStore store = FileContentStore.open(data, clock)) {
      switch (step) {
        case 0 -> pull(store, upstream.resolve("day1"));
        case 1 -> pull(store, upstream.resolve("day2"));
        case 2 -> {
          int oldest = store.generations().numbers().get(0);
          var unused =
              new Switching(store, clock, Duration.ofHours(1), 0, MirrorEvents.NONE)
                  .rollBack(oldest);
        }
        default -> pull(store, upstream.resolve("day3"));
      }
    }
  }

  private void pull(ContentStore store, Path folder) throws IOException {
    Publisher publisher = new Publisher(store, clock, Duration.ZERO, MirrorEvents.NONE);
    Puller puller =
        new Puller(
            store,
            FORGE.policy(),
            ArchiveLimits.DEFAULT,
            publisher,
            LIMITS,
            clock,
            MirrorEvents.NONE);
    URI url = folder.toUri();
    try (Upstream opened = Upstreams.open(url, Duration.ofSeconds(10))) {
      PullReport report =
          puller.pull(new Source("up", opened, Selection.ALL, Publisher.Mode.REPLACE));
      if (report.outcome() instanceof PullReport.Outcome.Refused refused) {
        throw new IllegalStateException("refused: " + refused.refusals());
      }
    }
  }
}
