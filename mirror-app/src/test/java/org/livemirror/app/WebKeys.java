package org.livemirror.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.livemirror.core.trust.Certificates;
import org.livemirror.testkit.ForgedChain;

/** The key and the chain of a web server, in files as the settings name them. */
record WebKeys(ForgedChain chain) {
  private static final Base64.Encoder LINES =
      Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

  static WebKeys server(String name) {
    return new WebKeys(maker(name).chain());
  }

  static ForgedChain.Maker maker(String name) {
    return ForgedChain.make()
        .root("CN=web root", "web root")
        .signer("CN=" + name)
        .signerUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment)
        .purposes(KeyPurposeId.id_kp_serverAuth);
  }

  /** Certificate and chain into {@code server.pem}, the key into {@code server.key}. */
  void write(Path folder) throws IOException {
    Files.writeString(
        folder.resolve("server.pem"),
        Certificates.pem(chain.signer()) + Certificates.pem(chain.intermediate()));
    Files.writeString(
        folder.resolve("server.key"),
        "-----BEGIN PRIVATE KEY-----\n"
            + LINES.encodeToString(chain.key().getEncoded())
            + "\n-----END PRIVATE KEY-----\n");
  }
}
