package org.livemirror.http.tls;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys and certificates as OpenSSL writes them. */
final class TlsFilesTest {
  @TempDir private Path folder;

  @BeforeEach
  void make() throws Exception {
    run(
        "openssl req -x509 -newkey rsa:2048 -nodes -keyout rsa.key -out rsa.pem -subj /CN=rsa -days 90");
    run("openssl ecparam -name prime256v1 -genkey -out ec.key");
    run("openssl req -x509 -key ec.key -out ec.pem -subj /CN=ec -days 90");
    Files.writeString(folder.resolve("password"), "secret\nnot this\n");
  }

  private void run(String command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command.split(" ", -1))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    assertThat(process.waitFor()).as(output).isZero();
  }

  private TlsSettings settings(String certificate, @Nullable String key) {
    return new TlsSettings(
        0,
        folder.resolve(certificate),
        Optional.ofNullable(key).map(folder::resolve),
        Optional.of(new Secret.InFile(folder.resolve("password"))),
        TlsProfile.MODERN,
        ClientCertificates.NONE,
        List.of());
  }

  private String subject(String certificate, @Nullable String key) throws IOException {
    Identity identity = TlsFiles.read(settings(certificate, key)).identity();
    return identity.chain().get(0).getSubjectX500Principal().getName();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "openssl pkcs8 -topk8 -nocrypt -in rsa.key -out made",
        "openssl pkcs8 -topk8 -in rsa.key -out made -passout pass:secret",
        "openssl rsa -traditional -in rsa.key -out made",
        "openssl rsa -traditional -aes256 -in rsa.key -out made -passout pass:secret"
      })
  void rsaKey_isReadInEveryForm(String command) throws Exception {
    run(command);
    assertThat(subject("rsa.pem", "made")).isEqualTo("CN=rsa");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "openssl pkcs8 -topk8 -nocrypt -in ec.key -out made",
        "openssl ec -in ec.key -out made",
        "openssl ecparam -in ec.key -genkey -name prime256v1 -out unused"
      })
  void ecKey_isReadInEveryForm(String command) throws Exception {
    run(command);
    Path made = folder.resolve("made");
    assertThat(subject("ec.pem", Files.exists(made) ? "made" : "ec.key")).isEqualTo("CN=ec");
  }

  @Test
  void pkcs12_holdsBoth() throws Exception {
    run("openssl pkcs12 -export -inkey rsa.key -in rsa.pem -out made -passout pass:secret");
    assertThat(subject("made", null)).isEqualTo("CN=rsa");
  }

  @Test
  void oneFile_mayHoldBoth() throws Exception {
    String both =
        Files.readString(folder.resolve("rsa.key")) + Files.readString(folder.resolve("rsa.pem"));
    Files.writeString(folder.resolve("made"), both);
    assertThat(subject("made", null)).isEqualTo("CN=rsa");
  }

  @Test
  void keyOfAnother_isRefused() {
    assertThatThrownBy(() -> subject("rsa.pem", "ec.key"))
        .isInstanceOf(TlsFileException.class)
        .hasMessageContaining("found the key of another certificate (expected that of the first in")
        .hasMessageContaining("CN=rsa");
  }

  @Test
  void wrongPassword_isTold() throws Exception {
    run("openssl pkcs8 -topk8 -in rsa.key -out made -passout pass:other");
    assertThatThrownBy(() -> subject("rsa.pem", "made"))
        .isInstanceOf(TlsFileException.class)
        .hasMessageContaining("is it the right password?");
  }

  @Test
  void otherFiles_areRefused() throws Exception {
    Files.writeString(folder.resolve("made"), "nothing\n");
    assertThatThrownBy(() -> subject("made", "rsa.key"))
        .isInstanceOf(TlsFileException.class)
        .hasMessageContaining("made: found no certificate");
    assertThatThrownBy(() -> subject("rsa.pem", "made"))
        .isInstanceOf(TlsFileException.class)
        .hasMessageContaining("made: found no private key");
    assertThatThrownBy(() -> subject("absent", "rsa.key"))
        .isInstanceOf(TlsFileException.class)
        .hasMessageContaining(
            "absent: found no such file (expected a file that this process may read)");
  }

  @Test
  void certificate_isDoubtedBeforeAndAfterItsTime() throws Exception {
    Identity identity = TlsFiles.read(settings("rsa.pem", "rsa.key")).identity();
    Instant from = identity.chain().get(0).getNotBefore().toInstant();
    assertThat(identity.doubt(from.plus(Duration.ofDays(1)))).isEmpty();
    assertThat(identity.doubt(from.minusSeconds(1))).get().asString().contains("not valid before");
    assertThat(identity.doubt(from.plus(Duration.ofDays(80)))).get().asString().contains("expires");
    assertThat(identity.doubt(from.plus(Duration.ofDays(91)))).get().asString().contains("expired");
  }

  @Test
  void oldClients_needTheNativeLibrary() throws Exception {
    TlsSettings old =
        new TlsSettings(
            0,
            folder.resolve("rsa.pem"),
            Optional.of(folder.resolve("rsa.key")),
            Optional.empty(),
            TlsProfile.OLD_CLIENTS,
            ClientCertificates.NONE,
            List.of());
    assertThatThrownBy(
            () ->
                TlsContexts.open(
                    old, Duration.ofSeconds(1), Duration.ofSeconds(1), SslProvider.JDK))
        .isInstanceOf(TlsFileException.class)
        .hasMessageContaining("found the profile old-clients (expected modern");
  }

  @Test
  void passwordThatIsNowhere_isTold() throws Exception {
    Files.delete(folder.resolve("password"));
    assertThatThrownBy(() -> subject("rsa.pem", "rsa.key"))
        .isInstanceOf(TlsFileException.class)
        .hasMessage(
            "file:" + folder.resolve("password") + ": found no such file (expected a password)");
  }

  @Test
  void folder_isNoFile() {
    assertThatThrownBy(() -> subject(".", "rsa.key"))
        .isInstanceOf(TlsFileException.class)
        .hasMessageContaining("(expected a file that this process may read)");
  }

  @Test
  void filesThatCannotBeUsed_leaveWhatIsInUse() throws Exception {
    TlsSettings settings = settings("rsa.pem", "rsa.key");
    Duration far = Duration.ofDays(1);
    try (TlsContexts contexts = TlsContexts.open(settings, far, far)) {
      SslContext first = contexts.inUse();
      String good = Files.readString(folder.resolve("rsa.pem"));

      Files.copy(folder.resolve("ec.pem"), folder.resolve("rsa.pem"), REPLACE_EXISTING);
      contexts.look();
      contexts.look();
      contexts.look();
      assertThat(contexts.inUse()).isSameAs(first);

      Files.writeString(folder.resolve("rsa.pem"), good);
      contexts.look();
      contexts.look();
      assertThat(contexts.inUse()).as("the same files again").isSameAs(first);

      Files.writeString(folder.resolve("rsa.pem"), good + "\n");
      contexts.look();
      assertThat(contexts.inUse()).as("it has not stood still yet").isSameAs(first);
      contexts.look();
      assertThat(contexts.inUse()).isNotSameAs(first);
    }
  }

  @Test
  void check_isThatOfServing() throws Exception {
    assertThat(TlsContexts.check(settings("rsa.pem", "rsa.key"))).isEmpty();
    assertThatThrownBy(() -> TlsContexts.check(settings("rsa.pem", "ec.key")))
        .isInstanceOf(TlsFileException.class)
        .hasMessageContaining("found the key of another certificate");
    run("openssl req -x509 -key rsa.key -out rsa.pem -subj /CN=soon -days 3");
    assertThat(TlsContexts.check(settings("rsa.pem", "rsa.key")))
        .get()
        .asString()
        .startsWith(folder.resolve("rsa.pem") + ": the certificate expires at ");
  }
}
