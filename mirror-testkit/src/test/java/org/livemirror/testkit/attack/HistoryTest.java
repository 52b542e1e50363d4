package org.livemirror.testkit.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.livemirror.core.pull.PullReport.Outcome;
import org.livemirror.core.trust.TrustPolicy;
import org.livemirror.testkit.Forge;

/** When what was accepted is written, and what it outlives. */
final class HistoryTest {
  private static final TrustPolicy POLICY = Forge.standard().policy();

  @TempDir Path upstream;
  @TempDir Path data;

  private AttackSite site;

  @BeforeEach
  void offer() throws IOException {
    site =
        new AttackSite(
            Recipe.read(AttackCasesTest.CASES.resolve("rollback_revision/recipe.yaml")), upstream);
  }

  private Target served() throws IOException {
    Target target = new Target(data);
    target.clock().set(site.servedAt());
    site.writeServed();
    assertThat(target.take(upstream, POLICY).outcome()).isInstanceOf(Outcome.Published.class);
    return target;
  }

  @Test
  void history_isWrittenBeforeTheSwitch() throws Exception {
    try (Target target = served()) {
      String before = target.served("store/state.json");
      String pointer = target.served("store/CURRENT");
      site.writeRepaired();
      target.clock().set(site.repairedAt());

      Path inTheWay = Files.createFile(data.resolve("generations/000002"));
      assertThatThrownBy(() -> target.take(upstream, POLICY)).isInstanceOf(IOException.class);
      Files.delete(inTheWay);

      assertThat(target.served("store/CURRENT")).isEqualTo(pointer);
      assertThat(target.served("store/state.json")).isNotEqualTo(before).contains("110826009");
      assertThat(target.take(upstream, POLICY).outcome()).isInstanceOf(Outcome.Published.class);
    }
  }

  @Test
  void history_survivesARestartAndAnOlderPointer() throws Exception {
    String first;
    try (Target target = served()) {
      first = target.served("store/CURRENT");
      site.writeRepaired();
      target.clock().set(site.repairedAt());
      assertThat(target.take(upstream, POLICY).outcome()).isInstanceOf(Outcome.Published.class);
    }
    Files.writeString(data.resolve("CURRENT"), first);
    site.writeServed();

    try (Target target = new Target(data)) {
      target.clock().set(site.repairedAt());
      assertThat(target.take(upstream, POLICY).outcome())
          .isInstanceOfSatisfying(
              Outcome.Refused.class,
              refused ->
                  assertThat(refused.refusals())
                      .singleElement()
                      .satisfies(each -> assertThat(each.rule()).isEqualTo("RolledBack")));
    }
  }
}
