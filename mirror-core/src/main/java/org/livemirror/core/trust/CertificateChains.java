package org.livemirror.core.trust;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.livemirror.core.trust.TrustPolicy.WeakestDigest;
import org.livemirror.store.Sha256;

/**
 * Leads from a signer's certificate to an anchor of the policy, as of the signing time: PKIX (RFC
 * 5280) without revocation, which the format does not have.
 *
 * <p>An anchor is a certificate of the operator's, or one whose fingerprint he pinned, wherever it
 * was found. A pin speaks for exactly that certificate, so its own signature does not matter: that
 * is the only way to the MD5-signed chain of 2001, which PKIX refuses.
 *
 * <p>A catalog is signed by few signers, so a chain that was accepted is used again. That changes
 * no verdict: it is used for the same certificates only, while all of them are valid at the signing
 * time asked for, and for the same UTC day, as the platform's rules on algorithms may change from
 * one day to the next ({@code denyAfter}). What was refused is looked at anew. At most {@value
 * #MAX_KEPT} are kept. Safe for all threads.
 */
final class CertificateChains {
  private static final int MAX_CHAIN = 5;
  private static final int MAX_KEPT = 64;

  private final TrustPolicy policy;
  private final Map<Question, Chain> kept =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Question, Chain> eldest) {
          return size() > MAX_KEPT;
        }
      };

  private record Question(X509Certificate leaf, List<X509Certificate> found, LocalDate day) {}

  /**
   * Certificates from the leaf to the anchor, and what a proof tells of them.
   *
   * @param signer the leaf's name
   */
  record Chain(List<X509Certificate> certificates, String signer, List<Sha256> fingerprints) {
    private static Chain of(List<X509Certificate> certificates) {
      return new Chain(
          List.copyOf(certificates),
          name(certificates.get(0)),
          certificates.stream().map(Certificates::fingerprint).toList());
    }
  }

  CertificateChains(TrustPolicy policy) {
    this.policy = policy;
  }

  /**
   * The chain from leaf to anchor, both included.
   *
   * @param found certificates to build from, besides the operator's
   */
  Chain build(String file, X509Certificate leaf, Instant signingTime, List<X509Certificate> found)
      throws RefusedException {
    Question question = new Question(leaf, found, LocalDate.ofInstant(signingTime, ZoneOffset.UTC));
    Chain known;
    synchronized (kept) {
      known = kept.get(question);
    }
    if (known != null
        && known.certificates().stream().noneMatch(each -> isOutside(each, signingTime))) {
      return known;
    }
    Chain chain = Chain.of(accepted(file, leaf, signingTime, found));
    synchronized (kept) {
      kept.put(question, chain);
    }
    return chain;
  }

  private List<X509Certificate> accepted(
      String file, X509Certificate leaf, Instant signingTime, List<X509Certificate> found)
      throws RefusedException {
    List<X509Certificate> pool = new ArrayList<>(policy.intermediates());
    found.stream()
        .filter(each -> policy.embeddedIntermediates() || each.equals(leaf))
        .forEach(pool::add);
    List<X509Certificate> chain =
        isPinned(leaf) ? validNow(file, leaf, signingTime) : path(file, leaf, signingTime, pool);
    for (X509Certificate each : chain) {
      if (policy.denied().contains(Certificates.fingerprint(each))) {
        throw new RefusedException(
            new Refusal.DeniedCertificate(
                file, name(each), Certificates.fingerprint(each).toString()));
      }
      checkStrength(file, each, each.equals(chain.get(chain.size() - 1)));
    }
    return chain;
  }

  private boolean isPinned(X509Certificate certificate) {
    return !policy.pins().isEmpty()
        && policy.pins().contains(Certificates.fingerprint(certificate));
  }

  private static List<X509Certificate> validNow(
      String file, X509Certificate leaf, Instant signingTime) throws RefusedException {
    if (isOutside(leaf, signingTime)) {
      throw untrusted(file, leaf, signingTime, validity(leaf));
    }
    return List.of(leaf);
  }

  private List<X509Certificate> path(
      String file, X509Certificate leaf, Instant signingTime, List<X509Certificate> pool)
      throws RefusedException {
    Set<TrustAnchor> anchors = new HashSet<>();
    policy.anchors().forEach(anchor -> anchors.add(new TrustAnchor(anchor, null)));
    pool.stream().filter(this::isPinned).forEach(pin -> anchors.add(new TrustAnchor(pin, null)));
    if (anchors.isEmpty()) {
      throw untrusted(file, leaf, signingTime, diagnosis(leaf, signingTime, pool));
    }
    try {
      X509CertSelector target = new X509CertSelector();
      target.setCertificate(leaf);
      PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, target);
      parameters.setDate(Date.from(signingTime));
      parameters.setRevocationEnabled(false);
      parameters.setMaxPathLength(MAX_CHAIN);
      parameters.addCertStore(
          CertStore.getInstance("Collection", new CollectionCertStoreParameters(pool)));
      PKIXCertPathBuilderResult built =
          (PKIXCertPathBuilderResult) CertPathBuilder.getInstance("PKIX").build(parameters);
      X509Certificate anchor = built.getTrustAnchor().getTrustedCert();
      if (isOutside(anchor, signingTime)) {
        throw untrusted(file, leaf, signingTime, validity(anchor));
      }
      List<X509Certificate> chain = new ArrayList<>();
      built.getCertPath().getCertificates().forEach(each -> chain.add((X509Certificate) each));
      chain.add(anchor);
      return chain;
    } catch (CertPathBuilderException e) {
      throw untrusted(file, leaf, signingTime, diagnosis(leaf, signingTime, pool));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has PKIX", e);
    }
  }

  private void checkStrength(String file, X509Certificate certificate, boolean anchor)
      throws RefusedException {
    if (certificate.getPublicKey() instanceof RSAKey rsa
        && rsa.getModulus().bitLength() < policy.minRsaBits()) {
      throw new RefusedException(
          new Refusal.WeakCryptography(
              file,
              "an RSA key of "
                  + rsa.getModulus().bitLength()
                  + " bits in '"
                  + name(certificate)
                  + "'",
              "at least " + policy.minRsaBits()));
    }
    String algorithm = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
    boolean weak = algorithm.startsWith("SHA1") && policy.weakestDigest() == WeakestDigest.SHA256;
    if (weak && !anchor) {
      throw new RefusedException(
          new Refusal.WeakCryptography(
              file,
              certificate.getSigAlgName() + " under '" + name(certificate) + "'",
              "SHA-256 or better"));
    }
  }

  /**
   * What keeps a chain from an anchor, told by walking up from the leaf by issuer: PKIX itself says
   * only that there is none.
   */
  private String diagnosis(X509Certificate leaf, Instant signingTime, List<X509Certificate> pool) {
    if (isOutside(leaf, signingTime)) {
      return validity(leaf);
    }
    X509Certificate at = leaf;
    for (int length = 0; length < MAX_CHAIN; length++) {
      if (at.getSigAlgName().toUpperCase(Locale.ROOT).startsWith("MD")) {
        return "'"
            + name(at)
            + "' is signed with "
            + at.getSigAlgName()
            + ", which counts only if it is pinned";
      }
      Optional<X509Certificate> issuer = issuer(at, pool);
      if (issuer.isEmpty()) {
        return "'%s' is issued by '%s', which is no anchor and not among the certificates at hand"
            .formatted(name(at), Certificates.name(at.getIssuerX500Principal()));
      }
      if (!signs(issuer.get(), at)) {
        return "'"
            + name(at)
            + "' is not signed by the key of its issuer '"
            + name(issuer.get())
            + "'";
      }
      if (isOutside(issuer.get(), signingTime)) {
        return validity(issuer.get());
      }
      if (policy.anchors().contains(issuer.get())) {
        return "a path to the anchor '" + name(issuer.get()) + "' that breaks a rule of RFC 5280";
      }
      if (issuer.get().equals(at)) {
        return "'"
            + name(at)
            + "' is a root, but no anchor; its fingerprint is "
            + Certificates.fingerprint(at);
      }
      if (issuer.get().getBasicConstraints() < 0) {
        return "'" + name(issuer.get()) + "' issued '" + name(at) + "' and is no CA";
      }
      at = issuer.get();
    }
    return "no path of at most " + MAX_CHAIN + " certificates to an anchor";
  }

  private Optional<X509Certificate> issuer(
      X509Certificate certificate, List<X509Certificate> pool) {
    List<X509Certificate> all = new ArrayList<>(policy.anchors());
    all.addAll(pool);
    List<X509Certificate> named =
        all.stream()
            .filter(
                each -> each.getSubjectX500Principal().equals(certificate.getIssuerX500Principal()))
            .toList();
    return named.stream()
        .filter(each -> signs(each, certificate))
        .findFirst()
        .or(() -> named.stream().findFirst());
  }

  private static boolean signs(X509Certificate issuer, X509Certificate certificate) {
    try {
      certificate.verify(issuer.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static boolean isOutside(X509Certificate certificate, Instant time) {
    try {
      certificate.checkValidity(Date.from(time));
      return false;
    } catch (CertificateException e) {
      return true;
    }
  }

  private static String validity(X509Certificate certificate) {
    return "'%s' is valid from %s to %s"
        .formatted(
            name(certificate),
            certificate.getNotBefore().toInstant(),
            certificate.getNotAfter().toInstant());
  }

  private static String name(X509Certificate certificate) {
    return Certificates.name(certificate.getSubjectX500Principal());
  }

  private static RefusedException untrusted(
      String file, X509Certificate leaf, Instant signingTime, String found) {
    return new RefusedException(new Refusal.UntrustedChain(file, name(leaf), signingTime, found));
  }
}
