package org.livemirror.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.livemirror.store.s3.S3Settings;

final class StoreSettingsTest {
  private static StoreSettings parse(String s3) throws ConfigException {
    return Config.parse("t.yaml", "data: d\nstore: {s3: {" + s3 + "}}", Path.of("/etc"), Map.of())
        .store();
  }

  @Test
  void store_withoutABucket_isInTheFolder() throws Exception {
    assertThat(parse("").s3()).isEmpty();
    assertThat(parse("prefix: live, pathStyle: true").s3()).isEmpty();
  }

  @Test
  void store_withABucket_isThere() throws Exception {
    assertThat(
            parse(
                    "bucket: mirror, prefix: a/b, region: eu-1, endpoint: 'http://h:9000',"
                        + " pathStyle: true, cache: c, cacheSize: 1MB")
                .s3())
        .hasValue(
            new S3Settings(
                "mirror",
                "a/b",
                "eu-1",
                Optional.of(URI.create("http://h:9000")),
                true,
                Path.of("/etc/c"),
                1_000_000));
    assertThat(parse("bucket: mirror").s3().orElseThrow().cache())
        .isEqualTo(Path.of("/etc/d/cache"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bucket: a/b",
        "bucket: x",
        "prefix: /a",
        "prefix: a/",
        "prefix: a//b",
        "prefix: a b",
        "endpoint: 'ftp://h/'",
        "endpoint: 'http://u:hidden@h/'"
      })
  void setting_thatIsNone_isTold(String s3) {
    String key = s3.substring(0, s3.indexOf(':'));
    assertThatThrownBy(() -> parse(s3))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("store.s3." + key + ": found '")
        .message()
        .doesNotContain("hidden");
  }
}
