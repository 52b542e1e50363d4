package org.livemirror.core.author;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/**
 * A private key with its certificate chain, kept in a PKCS#12 file, that signs guards.
 *
 * <p>RSA or EC, SHA-256. Safe for all threads.
 */
public final class SigningKey {
  private static final String ALIAS = "signer";

  private final PrivateKey key;
  private final List<X509Certificate> chain;

  /**
   * @param chain the signer's certificate, then those above it; a root at the end is not put into
   *     signatures
   */
  SigningKey(PrivateKey key, List<X509Certificate> chain) {
    this.key = key;
    this.chain = List.copyOf(chain);
  }

  /**
   * Loads the first key of a PKCS#12 file.
   *
   * @throws IOException if the file cannot be read, the password is wrong, or it holds no key
   */
  public static SigningKey load(Path file, char[] password) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = opened(file, in, password);
      for (String alias : Collections.list(store.aliases())) {
        Certificate[] certificates = store.getCertificateChain(alias);
        if (certificates != null && store.getKey(alias, password) instanceof PrivateKey key) {
          List<X509Certificate> chain = new ArrayList<>();
          for (Certificate certificate : certificates) {
            chain.add((X509Certificate) certificate);
          }
          return new SigningKey(key, chain);
        }
      }
      throw new IOException(
          file + ": found no private key (expected a PKCS#12 file with a key and its chain)");
    } catch (GeneralSecurityException e) {
      throw notOpened(file, e);
    }
  }

  private static KeyStore opened(Path file, InputStream in, char[] password)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try {
      store.load(in, password);
    } catch (IOException e) {
      // A wrong password comes as this too, without the file's name.
      throw notOpened(file, e);
    }
    return store;
  }

  private static IOException notOpened(Path file, Exception e) {
    return new IOException(
        file + ": not a PKCS#12 file that this password opens: " + e.getMessage(), e);
  }

  /** Writes the key to a new PKCS#12 file. */
  public void save(Path file, char[] password) throws IOException {
    try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, password);
      store.setKeyEntry(ALIAS, key, password, chain.toArray(new Certificate[0]));
      store.store(out, password);
    } catch (GeneralSecurityException e) {
      throw new IOException(file + ": cannot be written as PKCS#12: " + e.getMessage(), e);
    }
  }

  /** The signer's certificate. */
  public X509Certificate certificate() {
    return chain.get(0);
  }

  /**
   * The last certificate of the chain: what clients and mirrors have to trust, if it is
   * self-signed.
   */
  public X509Certificate root() {
    return chain.get(chain.size() - 1);
  }

  /**
   * Signs a guard: detached CMS SignedData in DER over exactly these bytes, with leaf and
   * intermediates but not the root, and with {@code signingTime} as a signed attribute.
   */
  public byte[] sign(byte[] guard, Instant signingTime) throws IOException {
    try {
      for (X509Certificate certificate : chain) {
        certificate.checkValidity(Date.from(signingTime));
      }
    } catch (CertificateException e) {
      throw new IOException(
          "cannot sign for %s with the key of '%s': %s (expected a time at which all its certificates are valid)"
              .formatted(signingTime, certificate().getSubjectX500Principal(), e.getMessage()),
          e);
    }
    try {
      ASN1EncodableVector attributes = new ASN1EncodableVector();
      attributes.add(
          new Attribute(CMSAttributes.signingTime, new DERSet(new Time(Date.from(signingTime)))));
      CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
      generator.addSignerInfoGenerator(
          new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
              .setSignedAttributeGenerator(
                  new DefaultSignedAttributeTableGenerator(new AttributeTable(attributes)))
              .build(
                  new JcaContentSignerBuilder("SHA256with" + algorithm()).build(key),
                  certificate()));
      generator.addCertificates(
          new JcaCertStore(
              chain.stream().filter(certificate -> !isSelfSigned(certificate)).toList()));
      return generator.generate(new CMSProcessableByteArray(guard), false).getEncoded("DER");
    } catch (CMSException | OperatorCreationException | GeneralSecurityException e) {
      throw new IOException(
          "cannot sign with the key of '" + certificate().getSubjectX500Principal() + "'", e);
    }
  }

  private String algorithm() {
    return key.getAlgorithm().equals("EC") ? "ECDSA" : key.getAlgorithm();
  }

  private static boolean isSelfSigned(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
  }
}
