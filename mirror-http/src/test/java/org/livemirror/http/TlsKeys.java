package org.livemirror.http;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.jspecify.annotations.Nullable;
import org.livemirror.http.tls.ClientCertificates;
import org.livemirror.http.tls.TlsProfile;
import org.livemirror.http.tls.TlsSettings;
import org.livemirror.testkit.ForgedChain;

/** Keys and certificates of servers and clients, and the files that they are in. */
public final class TlsKeys {
  private TlsKeys() {}

  /** A server's. */
  public static ForgedChain server(String name) {
    return chain("CN=" + name, "web root", KeyPurposeId.id_kp_serverAuth);
  }

  /** A client's, under a root of its own. */
  public static ForgedChain client(String name) {
    return chain("CN=" + name, "client root", KeyPurposeId.id_kp_clientAuth);
  }

  private static ForgedChain chain(String name, String root, KeyPurposeId purpose) {
    return ForgedChain.make()
        .root("CN=" + root, root)
        .signer(name)
        .signerUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment)
        .purposes(purpose)
        .chain();
  }

  public static String pem(Object... objects) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      for (Object each : objects) {
        writer.writeObject(each);
      }
    }
    return text.toString();
  }

  /** Certificate and chain into {@code server.pem}, key into {@code server.key}, in PKCS#1. */
  public static void write(Path folder, ForgedChain server) throws IOException {
    Files.writeString(folder.resolve("server.pem"), pem(server.signer(), server.intermediate()));
    Files.writeString(folder.resolve("server.key"), pem(server.key()));
  }

  /** HTTPS from the files of {@link #write}. */
  public static TlsSettings settings(Path folder) {
    return settings(folder, TlsProfile.MODERN, ClientCertificates.NONE, List.of());
  }

  public static TlsSettings settings(
      Path folder, TlsProfile profile, ClientCertificates clients, List<Path> anchors) {
    return new TlsSettings(
        0,
        folder.resolve("server.pem"),
        Optional.of(folder.resolve("server.key")),
        Optional.empty(),
        profile,
        clients,
        anchors);
  }

  /** HTTPS with a fresh pair in a folder. */
  public static TlsSettings fresh(Path folder) throws IOException {
    write(folder, server("localhost"));
    return settings(folder);
  }

  /** A JDK client that trusts the servers made here, with a certificate of its own or none. */
  public static SSLContext clientContext(@Nullable ForgedChain own) {
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry("root", server("localhost").root());
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(trusted);
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(own == null ? null : store(own.key(), own), new char[0]);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(own == null ? null : keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyStore store(PrivateKey key, ForgedChain chain)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "own",
        key,
        new char[0],
        new Certificate[] {chain.signer(), chain.intermediate(), chain.root()});
    return store;
  }

  static byte[] text(X509Certificate certificate) throws IOException {
    return pem(certificate).getBytes(StandardCharsets.US_ASCII);
  }
}
