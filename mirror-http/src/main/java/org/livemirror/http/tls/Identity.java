package org.livemirror.http.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMDecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;

/**
 * A server's private key, RSA or EC, with its certificate and those above it, of which is known
 * that they belong together.
 */
record Identity(PrivateKey key, List<X509Certificate> chain) {
  private static final BouncyCastleProvider BOUNCY_CASTLE = new BouncyCastleProvider();
  private static final Duration SOON = Duration.ofDays(14);

  /** The first byte of DER, which PKCS#12 is in and PEM is not. */
  private static final byte DER_SEQUENCE = 0x30;

  /**
   * Reads key and chain.
   *
   * @param key PEM in any form that OpenSSL writes; the same bytes as {@code certificate} if one
   *     file holds both
   * @param password empty for none
   */
  static Identity read(
      Path certificateFile, byte[] certificate, Path keyFile, byte[] key, char[] password)
      throws TlsFileException {
    boolean pkcs12 = certificate.length > 0 && certificate[0] == DER_SEQUENCE;
    Identity found =
        pkcs12
            ? pkcs12(certificateFile, certificate, password)
            : new Identity(
                pemKey(keyFile, key, password),
                TlsFiles.certificates(certificateFile, onlyCertificates(certificate)));
    found.checkKey(certificateFile, pkcs12 ? certificateFile : keyFile);
    return found;
  }

  private static Identity pkcs12(Path file, byte[] bytes, char[] password) throws TlsFileException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(new ByteArrayInputStream(bytes), password);
      for (String alias : Collections.list(store.aliases())) {
        Certificate[] certificates = store.getCertificateChain(alias);
        if (certificates != null && store.getKey(alias, password) instanceof PrivateKey key) {
          List<X509Certificate> chain = new ArrayList<>();
          for (Certificate each : certificates) {
            chain.add((X509Certificate) each);
          }
          return new Identity(key, List.copyOf(chain));
        }
      }
    } catch (IOException | GeneralSecurityException e) {
      throw new TlsFileException(
          file + ": cannot be opened (expected PKCS#12 and its password): " + e.getMessage());
    }
    throw new TlsFileException(
        file + ": found no private key (expected PKCS#12 with a key and its chain)");
  }

  /** What is between the marks of certificates: the JDK's reader takes nothing else. */
  private static byte[] onlyCertificates(byte[] pem) {
    StringBuilder kept = new StringBuilder(pem.length);
    boolean inside = false;
    for (String line : new String(pem, StandardCharsets.ISO_8859_1).lines().toList()) {
      inside |= line.startsWith("-----BEGIN CERTIFICATE-----");
      if (inside) {
        kept.append(line).append('\n');
      }
      inside &= !line.startsWith("-----END CERTIFICATE-----");
    }
    return kept.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static PrivateKey pemKey(Path file, byte[] pem, char[] password) throws TlsFileException {
    PrivateKeyInfo info = null;
    try (PEMParser parser =
        new PEMParser(new StringReader(new String(pem, StandardCharsets.ISO_8859_1)))) {
      for (Object next = parser.readObject();
          next != null && info == null;
          next = parser.readObject()) {
        info = keyIn(file, next, password);
      }
      if (info == null) {
        throw new TlsFileException(
            file + ": found no private key (expected one in PEM: BEGIN PRIVATE KEY)");
      }
      return new JcaPEMKeyConverter().getPrivateKey(info);
    } catch (TlsFileException e) {
      throw e;
    } catch (IOException | OperatorCreationException | PKCSException e) {
      throw new TlsFileException(
          file
              + ": the private key cannot be read"
              + (password.length > 0 ? " (is it the right password?): " : ": ")
              + e.getMessage());
    }
  }

  private static @org.jspecify.annotations.Nullable PrivateKeyInfo keyIn(
      Path file, Object pemObject, char[] password)
      throws IOException, OperatorCreationException, PKCSException {
    if (pemObject instanceof PrivateKeyInfo plain) {
      return plain;
    }
    if (pemObject instanceof PEMKeyPair pair) {
      return pair.getPrivateKeyInfo();
    }
    boolean encrypted =
        pemObject instanceof PKCS8EncryptedPrivateKeyInfo
            || pemObject instanceof PEMEncryptedKeyPair;
    if (encrypted && password.length == 0) {
      throw new TlsFileException(
          file + ": found an encrypted key and no password (expected http.tls.keyPassword)");
    }
    if (pemObject instanceof PKCS8EncryptedPrivateKeyInfo pkcs8) {
      return pkcs8.decryptPrivateKeyInfo(
          new JceOpenSSLPKCS8DecryptorProviderBuilder().setProvider(BOUNCY_CASTLE).build(password));
    }
    if (pemObject instanceof PEMEncryptedKeyPair pair) {
      return pair.decryptKeyPair(
              new JcePEMDecryptorProviderBuilder().setProvider(BOUNCY_CASTLE).build(password))
          .getPrivateKeyInfo();
    }
    return null; // a certificate, or the parameters of a curve
  }

  /** Signs and verifies: whatever the files say of themselves, the pair works or it does not. */
  private void checkKey(Path certificateFile, Path keyFile) throws TlsFileException {
    String algorithm = algorithm(keyFile);
    try {
      byte[] text = {1, 2, 3, 4};
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(text);
      byte[] signed = signature.sign();
      signature.initVerify(chain.get(0).getPublicKey());
      signature.update(text);
      if (signature.verify(signed)) {
        return;
      }
    } catch (GeneralSecurityException e) {
      // of another kind than the certificate's: told below
    }
    throw new TlsFileException(
        "%s: found the key of another certificate (expected that of the first in %s, %s)"
            .formatted(keyFile, certificateFile, chain.get(0).getSubjectX500Principal().getName()));
  }

  private String algorithm(Path keyFile) throws TlsFileException {
    return switch (key.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default ->
          throw new TlsFileException(
              keyFile + ": found a key for " + key.getAlgorithm() + " (expected RSA or EC)");
    };
  }

  /** What clients will not like, though it can be served. */
  Optional<String> doubt(Instant now) {
    X509Certificate own = chain.get(0);
    Instant until = own.getNotAfter().toInstant();
    if (until.isBefore(now)) {
      return Optional.of("expired at " + until);
    }
    if (own.getNotBefore().toInstant().isAfter(now)) {
      return Optional.of("is not valid before " + own.getNotBefore().toInstant());
    }
    for (int i = 1; i < chain.size(); i++) {
      if (!chain
          .get(i)
          .getSubjectX500Principal()
          .equals(chain.get(i - 1).getIssuerX500Principal())) {
        return Optional.of(
            "is followed by a chain out of order: found %s after %s (expected its issuer)"
                .formatted(name(chain.get(i)), name(chain.get(i - 1))));
      }
    }
    return until.isBefore(now.plus(SOON)) ? Optional.of("expires at " + until) : Optional.empty();
  }

  private static String name(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().getName();
  }
}
