package org.livemirror.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.livemirror.core.author.ContentSpec;
import org.livemirror.core.catalog.ProductId;

final class SpecFileTest {
  @TempDir private Path folder;

  private Path file(String yaml) throws Exception {
    return Files.writeString(folder.resolve("spec.yaml"), yaml);
  }

  private List<String> problems(String yaml) throws Exception {
    Path file = file(yaml);
    ConfigException e = catchThrowableOfType(ConfigException.class, () -> SpecFile.load(file));
    assertThat(e).as("no problem found").isNotNull();
    return e.problems().stream().map(each -> each.replace(file.toString(), "spec")).toList();
  }

  @Test
  void spec_withEverything_isRead() throws Exception {
    Files.createDirectories(folder.resolve("files"));
    ContentSpec spec =
        SpecFile.load(
            file(
                """
                published: 2011-08-25T06:26:57Z
                legal: Ours
                products:
                  - product: Own Rules
                    version: 1.0
                    items:
                      - sequence: Update
                        revision: 110824050
                        file: rules.zip
                        payload: files
                        keys: {Desc: Some rules, Order: 2}
                      - {sequence: Update, revision: 7, file: big.zip, random: 1.5MB, seed: 3}
                      - {sequence: Update, revision: 8, file: 1314253617there.zip}
                  - {product: Other, version: MicroDefsB.Apr, language: English}
                """));

    assertThat(spec)
        .isEqualTo(
            new ContentSpec(
                Instant.ofEpochSecond(1314253617),
                "Ours",
                List.of(
                    new ContentSpec.Product(
                        new ProductId("Own Rules", "1.0", "SymAllLanguages"),
                        List.of(
                            new ContentSpec.Item(
                                "Update",
                                110824050,
                                "rules.zip",
                                Optional.of(new ContentSpec.Payload.Files(folder.resolve("files"))),
                                Map.of("Desc", "Some rules", "Order", "2")),
                            new ContentSpec.Item(
                                "Update",
                                7,
                                "big.zip",
                                Optional.of(new ContentSpec.Payload.Random(1_500_000, 3)),
                                Map.of()),
                            new ContentSpec.Item(
                                "Update", 8, "1314253617there.zip", Optional.empty(), Map.of()))),
                    new ContentSpec.Product(
                        new ProductId("Other", "MicroDefsB.Apr", "English"), List.of()))));
  }

  @Test
  void spec_withManyProblems_tellsThemAll() throws Exception {
    assertThat(
            problems(
                """
                published: yesterday
                products:
                  - product: a
                    version: under_score
                    items:
                      - {sequence: S, revision: -1, file: f, random: 1KB, payload: none-such}
                      - {sequence: S, revision: 1, keys: {a: [1]}, file: f, colour: red}
                """))
        .containsExactlyInAnyOrder(
            "spec line 1: published: found 'yesterday' (expected a time such as"
                + " 2011-08-25T06:26:57Z)",
            "spec line 3: products[0].product: found version 'under_score', language"
                + " 'SymAllLanguages' hold '_' (expected names that make a file name)",
            "spec line 6: products[0].items[0].revision: found '-1' (expected a number such as"
                + " 110824050)",
            "spec line 6: products[0].items[0].payload: found together with random (expected one"
                + " of them)",
            "spec line 6: products[0].items[0].payload: found no "
                + folder.resolve("none-such")
                + " (expected a file or a folder)",
            "spec line 7: products[0].items[1].keys.a: found a list (expected text)",
            "spec line 7: products[0].items[1].colour: found an unknown key (expected one of"
                + " [file, keys, payload, random, revision, seed, sequence])");
  }

  @Test
  void spec_thatIsEmpty_tellsWhatIsNeeded() throws Exception {
    assertThat(problems(""))
        .containsExactly(
            "spec line 1: published: found nothing (expected a value)",
            "spec line 1: products: found none (expected at least one)");
  }

  @Test
  void spec_ofAnotherFormat_isRefused() throws Exception {
    assertThat(problems("PK\u0003\u0004")).singleElement().asString().contains("not YAML");
  }
}
