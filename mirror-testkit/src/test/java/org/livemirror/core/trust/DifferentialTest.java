package org.livemirror.core.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.livemirror.core.format.ArchiveLimits;
import org.livemirror.store.ContentPath;
import org.livemirror.testkit.Forge;

/**
 * Our verdict and openssl's on random archives, whole and damaged: they never disagree.
 *
 * <p>The last seed is another one on each run; {@code -Ddifferential.seed=N} repeats it.
 */
class DifferentialTest {
  private static final int SEEDS = 10;
  private static final int DRAWS = 200;
  private static final ContentPath PATH = Forge.CUR_DEFS.miniTriName().path();

  private final Verifier verifier =
      new Verifier(TrustPolicy.of(List.of(Draw.CHAIN.root())), ArchiveLimits.DEFAULT);
  private final Map<Damage, Integer> drawn = new EnumMap<>(Damage.class);
  private final List<String> disagreements = new ArrayList<>();
  private int accepted;

  @Test
  void verdict_randomArchives_isOpenssls(@TempDir Path folder) throws Exception {
    Oracle oracle = new Oracle(folder, Draw.CHAIN, List.of(Draw.STRANGER, Draw.MAILER));
    for (long seed = 1; seed < SEEDS; seed++) {
      compare(oracle, seed);
    }
    compare(oracle, Long.getLong("differential.seed", new Random().nextInt(1 << 30)));

    assertThat(disagreements).isEmpty();
    assertThat(drawn).containsOnlyKeys(Damage.values());
    assertThat(drawn.values()).allMatch(count -> count >= 20);
    assertThat(accepted).isBetween(SEEDS * DRAWS / 4, SEEDS * DRAWS * 3 / 4);
  }

  private void compare(Oracle oracle, long seed) throws Exception {
    for (int i = 0; i < DRAWS; i++) {
      Draw draw = new Draw(seed << 32 | i);
      drawn.merge(draw.damageDone(), 1, Integer::sum);
      String ours = refusal(draw);
      String theirs = oracle.refusal(draw);
      accepted += ours.isEmpty() ? 1 : 0;
      if (ours.isEmpty() != theirs.isEmpty()) {
        disagreements.add(
            "seed %d draw %d %s: ours '%s', the oracle's '%s'"
                .formatted(seed, i, draw.damageDone(), ours, theirs));
      }
    }
  }

  /** Why we refuse the draw; empty if we do not. */
  private String refusal(Draw draw) throws IOException {
    try {
      if (draw.isCatalog()) {
        VerifiedCatalog catalog =
            verifier.verifyCatalog(PATH, Forge.CUR_DEFS, Forge.content(draw.archive()));
        for (String fileName : catalog.catalog().fileNames()) {
          VerifiedPackage unused =
              verifier.verifyPackage(catalog, fileName, Forge.content(draw.beside(fileName)));
        }
      } else {
        Proof unused = verifier.verifyArchive("f", Forge.content(draw.archive()));
      }
      return "";
    } catch (RefusedException e) {
      return e.refusal().message();
    }
  }
}
