package org.livemirror.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link Sha1} and {@link Sha256} as text, and {@link Digester} against published values. */
final class DigestTextTest {
  private static final String SHA1_OF_ABC = "a9993e364706816aba3e25717850c26c9cd0d89d";
  private static final String SHA256_OF_ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @Test
  void digester_abc_givesTheValuesOfFips180() {
    Digester digester = new Digester();
    digester.update(Stored.bytes("xabcx"), 1, 3);
    Digests digests = digester.finish();
    assertThat(digests.sizeBytes()).isEqualTo(3);
    assertThat(digests.sha1()).hasToString(SHA1_OF_ABC);
    assertThat(digests.sha256()).hasToString(SHA256_OF_ABC);
  }

  @Test
  void digester_afterFinish_startsAnew() {
    Digester digester = new Digester();
    digester.update(Stored.bytes("other"), 0, 5);
    assertThat(digester.finish().sizeBytes()).isEqualTo(5);
    digester.update(Stored.bytes("abc"), 0, 3);
    assertThat(digester.finish())
        .isEqualTo(new Digests(3, Sha1.parse(SHA1_OF_ABC), Sha256.parse(SHA256_OF_ABC)));
  }

  @Test
  void parse_eitherCase_isOneDigest() {
    assertThat(Sha1.parse(SHA1_OF_ABC.toUpperCase(Locale.ROOT))).isEqualTo(Sha1.parse(SHA1_OF_ABC));
    assertThat(Sha256.parse(SHA256_OF_ABC.toUpperCase(Locale.ROOT)))
        .isEqualTo(Sha256.parse(SHA256_OF_ABC))
        .hasToString(SHA256_OF_ABC);
  }

  @Test
  void toString_leadingZerosAndHighBits_areKept() {
    String sha1 = "00".repeat(10) + "ff".repeat(10);
    String sha256 = "00".repeat(9) + "80" + "00".repeat(21) + "01";
    assertThat(Sha1.parse(sha1)).hasToString(sha1);
    assertThat(Sha256.parse(sha256)).hasToString(sha256);
    assertThat(Sha256.of(HexFormat.of().parseHex(sha256))).hasToString(sha256);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a9",
        "a9993e364706816aba3e25717850c26c9cd0d89",
        "g9993e364706816aba3e25717850c26c9cd0d89d",
        " a9993e364706816aba3e25717850c26c9cd0d89",
        "a9993e364706816aba3e25717850c26c9cd0d89d\n",
        "\uff11\uff119993e364706816aba3e25717850c26c9cd0d89d"
      })
  void parse_anythingElse_isRefused(String text) {
    assertThatThrownBy(() -> Sha1.parse(text)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Sha256.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void parse_lengthOfTheOtherDigest_isRefused() {
    assertThatThrownBy(() -> Sha1.parse(SHA256_OF_ABC))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("SHA-1 of 32 bytes (expected 20)");
    assertThatThrownBy(() -> Sha256.parse(SHA1_OF_ABC))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("SHA-256 of 20 bytes (expected 32)");
  }
}
