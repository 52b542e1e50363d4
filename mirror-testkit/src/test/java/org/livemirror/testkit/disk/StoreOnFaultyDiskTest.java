package org.livemirror.testkit.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.livemirror.store.ContentStore;
import org.livemirror.store.file.FileContentStore;
import org.livemirror.testkit.Forge;
import org.livemirror.testkit.SettableClock;
import org.livemirror.testkit.StoreAudit;
import org.livemirror.testkit.disk.FaultyDisk.Operation;

/**
 * Every operation of a scenario meets every fault; after it the store is opened again as it is, and
 * as after a power loss. Then all that it names is whole, what was acknowledged is there, and the
 * scenario goes on to the end of one that met no fault. Another power loss takes nothing of that.
 *
 * <p>{@code -Ddisk.trials=N} takes so many by chance, 0 all; {@code -Ddisk.seed=N} the same ones
 * again.
 */
@Timeout(3600)
final class StoreOnFaultyDiskTest {
  private static final long SEED = Long.getLong("disk.seed", new Random().nextInt(1_000_000));

  private record Trial(int operation, DiskFault fault) {}

  /** What a scenario that meets no fault leaves after each of its steps. */
  private record Clean(List<Operation> operations, List<Seen> seen, int generations) {}

  @Test
  void store_anyFaultAtAnyOperation_staysWholeAndGoesOn() throws Exception {
    tryOut(new StoreScenario(), Integer.getInteger("disk.trials", 0));
  }

  @Test
  void pulls_anyFaultAtAnyOperation_stayWholeAndGoOn(@TempDir Path upstream) throws Exception {
    tryOut(new PullScenario(upstream), Integer.getInteger("disk.trials", 300));
  }

  private static void tryOut(Scenario scenario, int most) throws Exception {
    Clean clean = clean(scenario);
    List<Trial> trials = new ArrayList<>();
    for (int i = 0; i < clean.operations().size(); i++) {
      for (DiskFault fault : DiskFault.values()) {
        if (fault.canMeet(clean.operations().get(i))) {
          trials.add(new Trial(i, fault));
        }
      }
    }
    int all = trials.size();
    Collections.shuffle(trials, new Random(SEED));
    trials = trials.subList(0, most == 0 ? all : Math.min(most, all));
    System.out.printf(
        "%s: %d operations, %d of %d trials, -Ddisk.seed=%d%n",
        scenario.getClass().getSimpleName(), clean.operations().size(), trials.size(), all, SEED);
    List<String> failed = new ArrayList<>();
    for (Trial trial : trials) {
      try {
        run(scenario, clean, trial);
      } catch (AssertionError | Exception e) {
        String message = String.valueOf(e.getMessage());
        failed.add(trial + ": " + message.substring(0, Math.min(900, message.length())));
      }
    }
    assertThat(failed.stream().limit(8)).as("%s of %s", failed.size(), trials.size()).isEmpty();
  }

  private static Clean clean(Scenario scenario) throws Exception {
    FaultyDisk disk = FaultyDisk.empty();
    Path data = disk.root().resolve("data");
    List<Seen> seen = new ArrayList<>();
    List<Operation> operations = new ArrayList<>();
    seen.add(Seen.of(data, StoreAudit.of(data)));
    for (int step = 0; step < scenario.steps(); step++) {
      FaultyDisk next = disk.afterDeath();
      scenario.run(step, next.root().resolve("data"));
      operations.addAll(next.operations());
      disk = next;
      data = disk.root().resolve("data");
      StoreAudit audit = StoreAudit.of(data);
      assertThat(audit.problems()).isEmpty();
      seen.add(Seen.of(data, audit));
    }
    return new Clean(operations, seen, StoreAudit.of(data).generations().size());
  }

  private static void run(Scenario scenario, Clean clean, Trial trial) throws Exception {
    FaultyDisk disk = FaultyDisk.empty();
    disk.fault(trial.operation(), trial.fault());
    int step = 0;
    try {
      for (; step < scenario.steps(); step++) {
        scenario.run(step, disk.root().resolve("data"));
      }
    } catch (IOException e) {
      assertThat(e).hasMessageNotContaining("expected that this"); // what a program is told
    }
    Random random = new Random(SEED + trial.operation());
    goOn(scenario, clean, step, disk.afterDeath(), "as it is");
    for (Loss loss : Loss.values()) {
      goOn(scenario, clean, step, disk.afterPowerLoss(loss, random), "power loss, " + loss);
    }
  }

  private static void goOn(Scenario scenario, Clean clean, int from, FaultyDisk disk, String how)
      throws Exception {
    Path data = disk.root().resolve("data");
    StoreAudit audit = StoreAudit.of(data);
    assertThat(audit.problems()).as("%s, in step %s", how, from).isEmpty();
    Seen after = clean.seen().get(Math.min(from + 1, scenario.steps()));
    Seen found = Seen.of(data, audit);
    assertThat(found.isBetween(clean.seen().get(from), after))
        .as(
            "%s, in step %s: found %s (expected %s to %s)",
            how, from, found, clean.seen().get(from), after)
        .isTrue();
    for (int step = from; step < scenario.steps(); step++) {
      scenario.run(step, data);
    }
    assertEnd(scenario, clean, disk, how + ", then to the end");
    assertEnd(
        scenario,
        clean,
        disk.afterPowerLoss(Loss.ALL, new Random(SEED)),
        how + ", then to the end, then power loss");
  }

  private static void assertEnd(Scenario scenario, Clean clean, FaultyDisk disk, String how)
      throws IOException {
    Path data = disk.root().resolve("data");
    try (ContentStore store = FileContentStore.open(data, new SettableClock(Forge.PUBLISHED))) {
      store.generations().lockPublisher().close();
    }
    StoreAudit audit = StoreAudit.of(data);
    assertThat(audit.problems()).as(how).isEmpty();
    assertThat(Seen.of(data, audit)).as(how).isEqualTo(clean.seen().get(scenario.steps()));
    assertThat(audit.incoming()).as(how).isEmpty();
    assertThat(audit.generations())
        .as(how)
        .hasSizeBetween(clean.generations(), clean.generations() + 1);
  }
}
