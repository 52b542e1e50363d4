package org.livemirror.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.livemirror.core.trust.Certificates;
import org.livemirror.testkit.attack.AttackSite;
import org.livemirror.testkit.attack.Recipe;
import org.livemirror.testkit.attack.Recipe.Case;
import org.livemirror.testkit.attack.Recipe.Refused;

/** Every case of the attack suite that is content, through {@code livemirror verify}. */
final class AttackVerifyTest {
  private static final Path CASES = Path.of("../mirror-testkit/src/test/resources/cases");

  @TempDir private Path folder;

  static List<Case> cases() throws IOException {
    return Recipe.all(CASES).stream()
        .filter(each -> each.recipe().test() == null && each.recipe().upstream().isEmpty())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void verify_ofTheCase_refusesWhatItsRecipeSays(Case attack) throws Exception {
    AttackSite site =
        new AttackSite(attack.recipe(), Files.createDirectory(folder.resolve("content")));
    site.writeOffered();
    List<Refused> expected = new ArrayList<>();
    if (!"good".equals(attack.recipe().expect().verify())) {
      for (Refused each : attack.recipe().expect().refusals()) {
        expected.add(
            new Refused(
                site.refused(each.file()),
                each.rule(),
                site.resolve(each.found()),
                site.resolve(each.expected())));
      }
    }

    JsonNode verdicts =
        Cli.run("verify", "--json", "--policy", policy(site), site.folder())
            .exits(expected.isEmpty() ? 0 : 1)
            .json();

    List<Refused> refused = new ArrayList<>();
    for (JsonNode each : verdicts.findValues("refusal")) {
      refused.add(
          new Refused(
              each.get("file").asText(),
              each.get("rule").asText(),
              each.get("found").asText(),
              each.get("expected").asText()));
    }
    assertThat(refused).containsExactlyInAnyOrderElementsOf(expected);
  }

  private Path policy(AttackSite site) throws IOException {
    StringBuilder settings = new StringBuilder("trust:\n").append(site.trusted().settings());
    for (Map.Entry<String, List<X509Certificate>> each : site.trusted().files().entrySet()) {
      List<String> names = new ArrayList<>();
      for (X509Certificate certificate : each.getValue()) {
        String name = each.getKey() + names.size() + ".pem";
        Files.writeString(folder.resolve(name), Certificates.pem(certificate));
        names.add(name);
      }
      settings.append("  ").append(each.getKey()).append(": ").append(names).append('\n');
    }
    return Files.writeString(folder.resolve("policy.yaml"), settings);
  }
}
