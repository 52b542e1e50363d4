package org.livemirror.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class S3SettingsTest {
  private static S3Settings settings(String bucket, String prefix) {
    return new S3Settings(bucket, prefix, "eu-1", Optional.empty(), false, Path.of("cache"), 1);
  }

  @Test
  void names_areBelowThePrefix() {
    assertThat(settings("b", "").where("CURRENT")).isEqualTo("s3://b/CURRENT");
    assertThat(settings("b", "a/c").where("CURRENT")).isEqualTo("s3://b/a/c/CURRENT");
    assertThat(settings("b", "a").service()).isEqualTo("AWS S3 in eu-1");
  }

  @Test
  void settings_thatNameNoPlace_areRefused() {
    assertThatThrownBy(() -> settings("", "a")).hasMessageContaining("bucket ''");
    assertThatThrownBy(() -> settings("b/c", "a")).hasMessageContaining("its name alone");
    assertThatThrownBy(() -> settings("b", "/a")).hasMessageContaining("no slash at its ends");
    assertThatThrownBy(() -> settings("b", "a/")).hasMessageContaining("no slash at its ends");
  }
}
