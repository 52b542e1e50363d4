package org.livemirror.testkit.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.livemirror.testkit.attack.Recipe.Case;

/** The cases' folders: all that were asked for, each told in words and by a recipe. */
final class CaseFoldersTest {
  static List<Case> cases() throws IOException {
    return Recipe.all(AttackCasesTest.CASES);
  }

  @Test
  void cases_areAllOfTheSuite() throws Exception {
    assertThat(cases())
        .extracting(Case::name)
        .contains(
            ("unsigned_catalog wrong_key unknown_intermediate expired_chain_policy"
                    + " guard_missing_file guard_extra_file sha1_only sha256_mismatch"
                    + " sig_over_other_guard duplicate_zip_entry zip_prefix_data zip_comment_data"
                    + " zip_bomb path_traversal endless_body body_longer_than_catalog"
                    + " short_body_200 slow_drip stall_after_headers range_ignored_200"
                    + " etag_changed_mid_resume redirect_loop rollback_revision future_guard_date"
                    + " year_end_2009_2010 rev_999_1000 frozen_upstream mixed_snapshot"
                    + " catalog_before_package flag_missing disk_full_mid_write kill_9_mid_switch"
                    + " clock_jump absurd_jump inner_archive inner_archive_bad_signature"
                    + " inner_archive_bad_signature_at_depth_1 inner_archive_damaged_member"
                    + " inner_archive_unguarded_member inner_archive_zip_bomb")
                .split(" "));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void case_isToldInWords(Case attack) throws Exception {
    assertThat(Files.readString(attack.folder().resolve("README.md")))
        .startsWith("# " + attack.name().replace('_', ' ') + "\n\n")
        .contains("\n\n", ".");
    if (attack.recipe().expect().outcome() == Recipe.Outcome.REFUSED) {
      assertThat(attack.recipe().expect().refusals()).isNotEmpty();
    }
    if (attack.recipe().test() != null) {
      String file = attack.recipe().test().replace('.', '/') + ".java";
      assertThat(
              List.of(Path.of("src/test/java", file), Path.of("../mirror-app/src/test/java", file)))
          .anyMatch(Files::exists);
    }
  }
}
