package org.livemirror.core.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.livemirror.store.Digester;
import org.livemirror.store.Digests;

class GuardTest {
  private static final Digests EMPTY = new Digester().finish();
  private static final String SHA1 = "da39a3ee5e6b4b0d3255bfef95601890afd80709";
  private static final String SHA256 =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  @Test
  void parse_vendorForm_givesHeaderAndEntries() throws Exception {
    Guard guard =
        guard(
            """
            [GuardHeader]
            Legal=Copyright
            LastModifiedUtcSeconds=1631691252
            LastModifiedGmtFormated=20210915 07:34:12
            [File-liveupdt.tri]
            SHA1=%s
            SHA256=%s
            [File-Old.zip]
            SHA1=%s
            SHA1_EXPIRED=
            """
                .formatted(SHA1.toUpperCase(Locale.ROOT), SHA256, SHA1));

    assertThat(guard.lastModified()).contains(Instant.ofEpochSecond(1631691252));
    Guard.Entry tri = guard.find("LIVEUPDT.tri").orElseThrow();
    assertThat(tri.sha1()).contains(EMPTY.sha1());
    assertThat(tri.sha256()).contains(EMPTY.sha256());
    assertThat(tri.expired()).isFalse();
    assertThat(guard.find("old.zip").orElseThrow().expired()).isTrue();
    assertThat(guard.find("other")).isEmpty();
  }

  @Test
  void find_nameInFolder_goesByBaseName() throws Exception {
    Guard guard = guard("[File-a.dll]\nSHA1=" + SHA1);

    assertThat(guard.find("x/y/A.DLL")).isPresent();
    assertThat(guard.find("x\\a.dll")).isPresent();
    assertThat(guard.find("xa.dll")).isEmpty();
  }

  @Test
  void parse_withoutHeader_hasNoTime() throws Exception {
    assertThat(guard("[File-a]\nSHA1=" + SHA1).lastModified()).isEmpty();
  }

  @Test
  void of_files_readsBackTheSame() throws Exception {
    Guard made = Guard.of(Instant.ofEpochSecond(1631691252), "L", Map.of("a", EMPTY));

    assertThat(new String(made.bytes(), StandardCharsets.US_ASCII))
        .isEqualTo(
            "[GuardHeader]\r\nLegal=L\r\nLastModifiedUtcSeconds=1631691252\r\n"
                + "LastModifiedGmtFormated=20210915 07:34:12\r\n[File-a]\r\nSHA1="
                + SHA1
                + "\r\nSHA256="
                + SHA256
                + "\r\n");
    assertThat(made.find("a")).isPresent();
  }

  static List<Arguments> bad() {
    return List.of(
        Arguments.of(
            "[File-a]\n[FILE-A]\n",
            "line 2: found a second [FILE-A] (expected one section per file)"),
        Arguments.of("[File-a\n", "line 1: found [File-a (expected [File-<name>])"),
        Arguments.of("[File-]\n", "line 1: found [File-] (expected [File-<name>])"),
        Arguments.of(
            "[GuardHeader]\nLastModifiedUtcSeconds=x\n",
            "line 1: found LastModifiedUtcSeconds=x (expected Unix seconds)"),
        Arguments.of(
            "[GuardHeader]\nLastModifiedUtcSeconds=-1\n",
            "line 1: found LastModifiedUtcSeconds=-1 (expected Unix seconds)"),
        Arguments.of(
            "[GuardHeader]\nLegal=x\n[guardheader]\nLastModifiedUtcSeconds=1\n",
            "line 3: found a second [guardheader] (expected one)"),
        Arguments.of(
            "[File-a]\nSHA1=00\n",
            "line 1: found a digest of a that is none: SHA-1 of 1 bytes (expected 20) (expected 40 or 64 hex digits)"),
        Arguments.of(
            "[File-a]\nSHA1=" + SHA1 + "\nsha1=" + SHA1 + "\n",
            "line 3: found a second 'SHA1' in [File-a] (expected one)"));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void parse_bad_tellsLineFoundAndExpected(String text, String message) {
    MalformedException e = catchThrowableOfType(MalformedException.class, () -> guard(text));

    assertThat(e).hasMessage(message);
  }

  private static Guard guard(String text) throws MalformedException {
    return Guard.parse(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
