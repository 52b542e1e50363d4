package org.livemirror.core.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** The openssl on this machine: the independent opinion on a signature. */
public final class Openssl {
  private final Path folder;

  /** Needs openssl where CI=true; elsewhere a test without it is assumed away. */
  public Openssl(Path folder) {
    this.folder = folder;
    boolean present = isPresent();
    if (Boolean.parseBoolean(System.getenv("CI"))) {
      assertThat(present).as("openssl on the path").isTrue();
    }
    assumeTrue(present, "no openssl on the path");
  }

  private static boolean isPresent() {
    try {
      return new ProcessBuilder("openssl", "version")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Whether {@code openssl cms -verify} takes the signature over the guard, under the root. */
  public boolean verifies(byte[] guard, byte[] signature, X509Certificate root)
      throws IOException, InterruptedException, CertificateEncodingException {
    Path pem =
        Files.writeString(
            folder.resolve("root.pem"),
            "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(root.getEncoded())
                + "\n-----END CERTIFICATE-----\n",
            StandardCharsets.US_ASCII);
    return accepts(
        guard, signature, "-purpose", "any", "-no_check_time", "-CAfile", pem.toString());
  }

  /** Whether it is a signature over the guard by whoever: the chain is not looked at. */
  boolean isSignature(byte[] guard, byte[] signature) throws IOException, InterruptedException {
    return accepts(guard, signature, "-noverify");
  }

  private boolean accepts(byte[] guard, byte[] signature, String... options)
      throws IOException, InterruptedException {
    Path content = Files.write(folder.resolve("v.grd"), guard);
    Path der = Files.write(folder.resolve("v.sig"), signature);
    List<String> command =
        new ArrayList<>(
            List.of(
                "openssl",
                "cms",
                "-verify",
                "-binary",
                "-inform",
                "DER",
                "-in",
                der.toString(),
                "-content",
                content.toString()));
    command.addAll(List.of(options));
    return new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }
}
