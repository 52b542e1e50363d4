package org.livemirror.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.livemirror.app.KillRounds.Operation;
import org.livemirror.app.KillRounds.Round;

/**
 * The real program is killed with SIGKILL at moments of import, pull, change, rollback and gc that
 * chance chose; then the store is whole, and the same command finishes the work.
 *
 * <p>{@code mirror-testkit/crash} does the same more often. SIGKILL takes nothing that the system
 * holds in memory: what a power loss takes is {@code StoreOnFaultyDiskTest}'s matter.
 */
@Timeout(7200)
final class KilledProcessTest {
  private static final int KILLS = Integer.getInteger("crash.kills", 30);
  private static final long SEED = Long.getLong("crash.seed", new Random().nextInt(1_000_000));

  @TempDir private Path folder;

  @Test
  void anyOperation_killedAtAnyMoment_leavesAWholeStoreAndIsFinishedByTheNext() throws Exception {
    System.out.printf("crash: %d kills, seed %d%n", KILLS, SEED);
    Random random = new Random(SEED);
    Map<Operation, int[]> told = new EnumMap<>(Operation.class);
    int spared = 0;
    try (KillRounds rounds = new KillRounds(folder)) {
      List<Operation> operations = rounds.operations();
      for (int kill = 0; kill < KILLS; ) {
        Operation operation = operations.get((kill + spared) % operations.size());
        Round round = rounds.run(operation, random);
        int[] counts = told.computeIfAbsent(operation, unused -> new int[3]);
        counts[round.wasKilled() ? round.isDone() ? 1 : 0 : 2]++;
        if (round.wasKilled()) {
          kill++;
        } else {
          spared++;
        }
        assertThat(spared).as("ended before they were killed").isLessThan(50 + 2 * KILLS);
      }
    }
    told.forEach(
        (operation, counts) ->
            System.out.printf(
                "crash: %-8s %4d killed before the switch, %4d after it, %4d ended before%n",
                operation, counts[0], counts[1], counts[2]));
  }
}
