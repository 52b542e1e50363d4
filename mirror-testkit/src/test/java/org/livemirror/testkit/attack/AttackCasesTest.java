package org.livemirror.testkit.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.livemirror.core.pull.PullReport;
import org.livemirror.core.pull.PullReport.Outcome;
import org.livemirror.testkit.FakeUpstream;
import org.livemirror.testkit.Forge;
import org.livemirror.testkit.attack.Recipe.Case;
import org.livemirror.testkit.attack.Recipe.Expect;
import org.livemirror.testkit.attack.Recipe.Refused;
import org.livemirror.testkit.attack.Target.Way;

/**
 * Every case of {@code cases/}, by each way in, against a mirror that serves good content.
 *
 * <p>A bad offer is refused for exactly what is wrong with it, changes no byte of what is served,
 * leaves nothing behind but what is to be set aside, and does not stand in the way of the good
 * offer after it. A good one is served byte for byte.
 */
@Timeout(20)
final class AttackCasesTest {
  static final Path CASES = Path.of("src/test/resources/cases");

  @TempDir Path upstream;
  @TempDir Path data;

  static List<Arguments> cases() throws IOException {
    List<Arguments> arguments = new ArrayList<>();
    for (Case each : Recipe.all(CASES)) {
      if (each.recipe().test() == null) {
        arguments.add(Arguments.of(each, Way.HTTP));
        if (each.recipe().upstream().isEmpty()) {
          arguments.add(Arguments.of(each, Way.IMPORT));
        }
      }
    }
    return arguments;
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("cases")
  void pull_ofTheCase_endsAsItsRecipeSays(Case attack, Way way) throws Exception {
    AttackSite site = new AttackSite(attack.recipe(), upstream);
    try (Target target = new Target(data);
        FakeUpstream server = FakeUpstream.serve(upstream)) {
      target.clock().set(site.servedAt());
      site.writeServed();
      assertThat(target.take(upstream, Forge.standard().policy()).outcome())
          .isInstanceOf(Outcome.Published.class);
      Map<String, String> before = target.everything();
      site.writeOffered();
      site.script(server);
      target.clock().set(site.now());

      Expect expect = attack.recipe().expect();
      Offered offered =
          () ->
              way == Way.HTTP
                  ? target.take(server, site.product(), site.trusted().policy())
                  : target.take(upstream, site.trusted().policy());
      switch (expect.outcome()) {
        case PUBLISHED -> assertPublished(offered.take(), expect, site, target);
        case UNCHANGED -> assertUnchanged(offered.take(), expect);
        case REFUSED -> assertRefused(offered.take(), expect, site);
        case FAILED -> assertFailed(offered, expect, site);
      }

      target.assertNothingIncoming();
      assertThat(target.setAside()).isEqualTo(expectedSetAside(expect, site));
      if (expect.outcome() != Recipe.Outcome.PUBLISHED) {
        assertThat(target.everything()).isEqualTo(before);
        assertRepairable(site, target);
      }
    }
  }

  private interface Offered {
    PullReport take() throws IOException;
  }

  private static void assertPublished(
      PullReport report, Expect expect, AttackSite site, Target target) throws IOException {
    assertThat(report.outcome()).isInstanceOf(Outcome.Published.class);
    assertThat(!report.stale().isEmpty()).as("stale").isEqualTo(expect.stale());
    for (String name : site.offered()) {
      assertThat(target.served(name))
          .as(name)
          .isEqualTo(
              Forge.content(Files.readAllBytes(site.folder().resolve(name)))
                  .digests()
                  .sha256()
                  .toString());
    }
    assertThat(target.served("minitri.flg"))
        .isEqualTo(Forge.content(new byte[] {0x20}).digests().sha256().toString());
  }

  private static void assertUnchanged(PullReport report, Expect expect) {
    assertThat(report.outcome()).isInstanceOf(Outcome.Unchanged.class);
    assertThat(!report.stale().isEmpty()).as("stale").isEqualTo(expect.stale());
  }

  private static void assertRefused(PullReport report, Expect expect, AttackSite site)
      throws IOException {
    assertThat(report.outcome()).isInstanceOf(Outcome.Refused.class);
    List<Refused> expected = new ArrayList<>();
    for (Refused each : expect.refusals()) {
      expected.add(
          new Refused(
              site.refused(each.file()),
              each.rule(),
              site.resolve(each.found()),
              site.resolve(each.expected())));
    }
    assertThat(
            ((Outcome.Refused) report.outcome())
                .refusals().stream()
                    .map(r -> new Refused(r.file(), r.rule(), r.found(), r.expected())))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  /** What has to be in the quarantine, by path and rule, and nothing else. */
  private static Map<String, String> expectedSetAside(Expect expect, AttackSite site)
      throws IOException {
    Map<String, String> expected = new TreeMap<>();
    for (String file : expect.setAside()) {
      Refused refused =
          expect.refusals().stream().filter(r -> r.file().equals(file)).findFirst().orElseThrow();
      expected.put(site.name(file) + " " + refused.rule(), site.resolve("${sha256:" + file + "}"));
    }
    return expected;
  }

  private static void assertFailed(Offered offered, Expect expect, AttackSite site)
      throws IOException {
    Throwable failure = catchThrowable(offered::take);
    assertThat(failure).isInstanceOf(IOException.class);
    for (String part : expect.message()) {
      assertThat(failure).hasMessageContaining(site.resolve(part));
    }
  }

  private static void assertRepairable(AttackSite site, Target target) throws IOException {
    site.writeRepaired();
    target.clock().set(site.repairedAt());
    PullReport report = target.take(site.folder(), Forge.standard().policy());
    assertThat(report.outcome())
        .as("the good offer after it")
        .isInstanceOf(Outcome.Published.class);
  }
}
