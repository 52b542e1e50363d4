package org.livemirror.core.trust;

import java.io.IOException;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignatureAlgorithmNameGenerator;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.DefaultCMSSignatureAlgorithmNameGenerator;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.SignerInformationVerifier;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.SignatureAlgorithmIdentifierFinder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.livemirror.core.trust.TrustPolicy.WeakestDigest;

/**
 * Verifies one signature over one guard: CMS SignedData (RFC 5652), detached, DER.
 *
 * <p>All signers must verify. For each, in this order: (1) the digest algorithm is SHA-1 or SHA-2,
 * the signature RSA or ECDSA with one of those; (2) there is exactly one signed signing-time with
 * one value; (3) the signer's certificate is in the signature or among the operator's
 * intermediates; (4) the signature is over the exact bytes; (5) the certificate may sign code and
 * is the operator's kind of signer; (6) PKIX (RFC 5280) leads from it to an anchor <em>at the
 * signing time</em>, without revocation, which the format does not have. Chains that expired since
 * are therefore good. Safe for all threads.
 */
final class SignatureVerifier {
  static final int MAX_SIGNATURE_BYTES = 64 << 10;

  private static final int MAX_CERTIFICATES = 16;
  private static final int MAX_SIGNERS = 8;
  private static final String CODE_SIGNING = "1.3.6.1.5.5.7.3.3";
  private static final Set<ASN1ObjectIdentifier> DIGESTS =
      Set.of(
          OIWObjectIdentifiers.idSHA1,
          NISTObjectIdentifiers.id_sha256,
          NISTObjectIdentifiers.id_sha384,
          NISTObjectIdentifiers.id_sha512);
  private static final Set<ASN1ObjectIdentifier> SIGNATURES =
      Set.of(
          PKCSObjectIdentifiers.rsaEncryption,
          PKCSObjectIdentifiers.sha1WithRSAEncryption,
          PKCSObjectIdentifiers.sha256WithRSAEncryption,
          PKCSObjectIdentifiers.sha384WithRSAEncryption,
          PKCSObjectIdentifiers.sha512WithRSAEncryption,
          X9ObjectIdentifiers.ecdsa_with_SHA1,
          X9ObjectIdentifiers.ecdsa_with_SHA256,
          X9ObjectIdentifiers.ecdsa_with_SHA384,
          X9ObjectIdentifiers.ecdsa_with_SHA512);

  // Tables that are slow to fill and never change; the library's own builder fills them each time.
  private static final CMSSignatureAlgorithmNameGenerator NAMES =
      new DefaultCMSSignatureAlgorithmNameGenerator();
  private static final SignatureAlgorithmIdentifierFinder ALGORITHMS =
      new DefaultSignatureAlgorithmIdentifierFinder();

  private final TrustPolicy policy;
  private final CertificateChains chains;
  private final List<Candidate> intermediates;

  SignatureVerifier(TrustPolicy policy) {
    this.policy = policy;
    this.chains = new CertificateChains(policy);
    this.intermediates = policy.intermediates().stream().map(Candidate::of).toList();
  }

  /** A certificate that may be a signer's or lead to an anchor, as both libraries have it. */
  private record Candidate(X509CertificateHolder holder, X509Certificate certificate) {
    private static Candidate of(X509Certificate certificate) {
      try {
        return new Candidate(new JcaX509CertificateHolder(certificate), certificate);
      } catch (CertificateEncodingException e) {
        throw new IllegalStateException("a parsed certificate has an encoding", e);
      }
    }
  }

  /** Who signed, when, and under which chain. */
  record Signer(Instant signingTime, CertificateChains.Chain chain) {
    String name() {
      return chain.signer();
    }
  }

  /**
   * Verifies {@code signature} over {@code guard}; {@code file} and {@code guardName} are for
   * refusals. Returns the first signer.
   */
  Signer verify(String file, String guardName, byte[] guard, byte[] signature)
      throws RefusedException {
    try {
      return verifyAll(file, guardName, parse(guard, signature));
    } catch (IOException | CMSException | CertificateException | RuntimeException e) {
      // The library parses as it is asked, and tells crooked DER by any of these.
      throw bad(file, guardName, "no CMS SignedData: " + e.getMessage());
    }
  }

  private Signer verifyAll(String file, String guardName, CMSSignedData signed)
      throws RefusedException, CMSException, CertificateException {
    List<Candidate> certificates = certificates(signed);
    Collection<SignerInformation> signers = signed.getSignerInfos().getSigners();
    if (signers.isEmpty() || signers.size() > MAX_SIGNERS) {
      throw bad(file, guardName, signers.size() + " signers");
    }
    List<Signer> verified = new ArrayList<>();
    for (SignerInformation signer : signers) {
      verified.add(verify(file, guardName, signer, certificates));
    }
    return verified.get(0);
  }

  private static CMSSignedData parse(byte[] guard, byte[] signature)
      throws IOException, CMSException {
    // fromByteArray, unlike a stream, refuses bytes after the structure.
    ContentInfo info = ContentInfo.getInstance(ASN1Primitive.fromByteArray(signature));
    if (info == null) {
      throw new IOException("empty");
    }
    SignedData data = SignedData.getInstance(info.getContent());
    if (data.getEncapContentInfo().getContent() != null) {
      throw new CMSException("it carries its own content instead of being detached");
    }
    return new CMSSignedData(new CMSProcessableByteArray(guard), info);
  }

  private static List<Candidate> certificates(CMSSignedData signed)
      throws CertificateException, CMSException {
    Collection<X509CertificateHolder> embedded = signed.getCertificates().getMatches(null);
    if (embedded.size() > MAX_CERTIFICATES) {
      throw new CMSException(
          embedded.size() + " certificates (expected at most " + MAX_CERTIFICATES + ")");
    }
    List<Candidate> certificates = new ArrayList<>();
    JcaX509CertificateConverter converter = new JcaX509CertificateConverter();
    for (X509CertificateHolder holder : embedded) {
      certificates.add(new Candidate(holder, converter.getCertificate(holder)));
    }
    return certificates;
  }

  private Signer verify(
      String file, String guardName, SignerInformation signer, List<Candidate> certificates)
      throws RefusedException {
    if (!DIGESTS.contains(new ASN1ObjectIdentifier(signer.getDigestAlgOID()))) {
      throw bad(file, guardName, "digest algorithm " + signer.getDigestAlgOID());
    }
    if (policy.weakestDigest() == WeakestDigest.SHA256
        && signer.getDigestAlgOID().equals(OIWObjectIdentifiers.idSHA1.getId())) {
      throw new RefusedException(
          new Refusal.WeakCryptography(
              file, "a SHA-1 signature over " + guardName, "SHA-256 or better"));
    }
    if (!SIGNATURES.contains(new ASN1ObjectIdentifier(signer.getEncryptionAlgOID()))) {
      throw bad(file, guardName, "signature algorithm " + signer.getEncryptionAlgOID());
    }
    Instant signingTime = signingTime(file, guardName, signer);
    X509Certificate leaf = leaf(file, guardName, signer, certificates);
    try {
      // By key: given the certificate, the library would judge its validity before step 6 does.
      if (!signer.verify(verifierBy(leaf.getPublicKey()))) {
        throw bad(file, guardName, "a signature by '" + name(leaf) + "' over other bytes");
      }
    } catch (CMSException | OperatorCreationException | RuntimeException e) {
      throw bad(
          file,
          guardName,
          "a signature by '" + name(leaf) + "' that does not verify: " + e.getMessage());
    }
    checkMaySign(file, leaf);
    return new Signer(
        signingTime,
        chains.build(
            file, leaf, signingTime, certificates.stream().map(Candidate::certificate).toList()));
  }

  private static SignerInformationVerifier verifierBy(PublicKey key)
      throws OperatorCreationException {
    return new SignerInformationVerifier(
        NAMES,
        ALGORITHMS,
        new JcaContentVerifierProviderBuilder().build(key),
        new JcaDigestCalculatorProviderBuilder().build());
  }

  private static Instant signingTime(String file, String guardName, SignerInformation signer)
      throws RefusedException {
    ASN1EncodableVector attributes =
        signer.getSignedAttributes() == null
            ? new ASN1EncodableVector()
            : signer.getSignedAttributes().getAll(CMSAttributes.signingTime);
    if (attributes.size() != 1) {
      throw bad(
          file, guardName, attributes.size() + " signed signing-time attributes instead of one");
    }
    ASN1Encodable[] values = Attribute.getInstance(attributes.get(0)).getAttributeValues();
    if (values.length != 1) {
      throw bad(file, guardName, "a signing-time of " + values.length + " values instead of one");
    }
    try {
      return Time.getInstance(values[0]).getDate().toInstant();
    } catch (RuntimeException e) {
      throw bad(file, guardName, "a signing-time that is no time");
    }
  }

  private X509Certificate leaf(
      String file, String guardName, SignerInformation signer, List<Candidate> certificates)
      throws RefusedException {
    for (List<Candidate> each : List.of(certificates, intermediates)) {
      for (Candidate candidate : each) {
        if (signer.getSID().match(candidate.holder())) {
          return candidate.certificate();
        }
      }
    }
    throw bad(file, guardName, "a signer whose certificate is not in the signature");
  }

  private void checkMaySign(String file, X509Certificate leaf) throws RefusedException {
    if (leaf.getBasicConstraints() >= 0) {
      throw new RefusedException(
          new Refusal.SignerNotAllowed(file, name(leaf), "a CA certificate", "a signer's"));
    }
    boolean[] keyUsage = leaf.getKeyUsage();
    if (keyUsage != null && !keyUsage[0]) {
      throw new RefusedException(
          new Refusal.SignerNotAllowed(
              file, name(leaf), "a key not for signatures", "key usage digitalSignature"));
    }
    List<String> purposes = purposes(leaf);
    if (!purposes.contains(CODE_SIGNING)) {
      throw new RefusedException(
          new Refusal.SignerNotAllowed(
              file,
              name(leaf),
              "extended key usage " + purposes,
              "codeSigning (" + CODE_SIGNING + ")"));
    }
    checkAttribute(file, leaf, "OU", policy.organizationalUnits());
    checkAttribute(file, leaf, "O", policy.organizations());
  }

  private static List<String> purposes(X509Certificate leaf) {
    try {
      List<String> purposes = leaf.getExtendedKeyUsage();
      return purposes == null ? List.of() : purposes;
    } catch (CertificateParsingException e) {
      return List.of();
    }
  }

  private static void checkAttribute(
      String file, X509Certificate leaf, String type, List<String> allowed)
      throws RefusedException {
    if (!allowed.isEmpty()
        && Certificates.values(leaf, type).stream().noneMatch(allowed::contains)) {
      throw new RefusedException(
          new Refusal.SignerNotAllowed(
              file, name(leaf), "signer '" + name(leaf) + "'", type + " one of " + allowed));
    }
  }

  private static String name(X509Certificate certificate) {
    return Certificates.name(certificate.getSubjectX500Principal());
  }

  private static RefusedException bad(String file, String guard, String found) {
    return new RefusedException(new Refusal.BadSignature(file, guard, found));
  }
}
