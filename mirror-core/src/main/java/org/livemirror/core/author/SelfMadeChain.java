package org.livemirror.core.author;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.livemirror.core.trust.TrustPolicy;

/**
 * Makes a private chain of the vendor's shape, root → code-signing CA → signer, for content of
 * one's own.
 *
 * <p>RSA-2048 with SHA-256; the signer carries the LiveUpdate unit and the code-signing purpose
 * that stock clients ask for.
 */
public final class SelfMadeChain {
  private static final int KEY_BITS = 2048;

  private SelfMadeChain() {}

  /**
   * A new key under a new chain.
   *
   * @param organization the O of all three names
   */
  public static SigningKey create(String organization, Instant notBefore, Instant notAfter) {
    try {
      KeyPairGenerator keys = KeyPairGenerator.getInstance("RSA");
      keys.initialize(KEY_BITS);
      KeyPair root = keys.generateKeyPair();
      KeyPair authority = keys.generateKeyPair();
      KeyPair signer = keys.generateKeyPair();

      X500Name rootName = name(organization).addRDN(BCStyle.CN, organization + " Root CA").build();
      X500Name authorityName =
          name(organization)
              .addRDN(BCStyle.OU, "Product - Live Update")
              .addRDN(BCStyle.CN, organization + " Code Signing CA")
              .build();
      X500Name signerName =
          name(organization)
              .addRDN(BCStyle.OU, TrustPolicy.LIVE_UPDATE_UNIT)
              .addRDN(BCStyle.CN, organization)
              .build();

      X509Certificate rootCertificate =
          issue(authorityOf(rootName, rootName, root, notBefore, notAfter, 1), root.getPrivate());
      X509Certificate authorityCertificate =
          issue(
              authorityOf(rootName, authorityName, authority, notBefore, notAfter, 0),
              root.getPrivate());
      X509Certificate signerCertificate =
          issue(
              signerOf(authorityName, signerName, signer, notBefore, notAfter),
              authority.getPrivate());
      return new SigningKey(
          signer.getPrivate(), List.of(signerCertificate, authorityCertificate, rootCertificate));
    } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
      throw new IllegalStateException("every Java platform has RSA and SHA-256", e);
    }
  }

  private static X500NameBuilder name(String organization) {
    return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.O, organization);
  }

  private static X509v3CertificateBuilder authorityOf(
      X500Name issuer,
      X500Name subject,
      KeyPair key,
      Instant notBefore,
      Instant notAfter,
      int pathLength)
      throws CertIOException {
    return builder(issuer, subject, key, notBefore, notAfter)
        .addExtension(Extension.basicConstraints, true, new BasicConstraints(pathLength))
        .addExtension(
            Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
  }

  private static X509v3CertificateBuilder signerOf(
      X500Name issuer, X500Name subject, KeyPair key, Instant notBefore, Instant notAfter)
      throws CertIOException {
    return builder(issuer, subject, key, notBefore, notAfter)
        .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
        .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
        .addExtension(
            Extension.extendedKeyUsage, true, new ExtendedKeyUsage(KeyPurposeId.id_kp_codeSigning));
  }

  private static X509v3CertificateBuilder builder(
      X500Name issuer, X500Name subject, KeyPair key, Instant notBefore, Instant notAfter) {
    BigInteger serial = new BigInteger(64, new SecureRandom()).setBit(63);
    return new JcaX509v3CertificateBuilder(
        issuer, serial, Date.from(notBefore), Date.from(notAfter), subject, key.getPublic());
  }

  private static X509Certificate issue(X509v3CertificateBuilder builder, PrivateKey issuer)
      throws GeneralSecurityException, OperatorCreationException {
    return new JcaX509CertificateConverter()
        .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withRSA").build(issuer)));
  }
}
