package org.livemirror.core.trust;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.livemirror.store.Sha256;

/**
 * Finds the PKIX chain (RFC 5280) from a signer's certificate to an anchor at a signing time.
 *
 * <p>A catalog is signed by few signers, so a chain that was found is used again. That changes no
 * verdict: it is used for the same certificates only, while every one of them is valid at the
 * signing time asked for, and on the same UTC day, as the platform's rules on algorithms may change
 * from one day to the next ({@code denyAfter}). What was refused is looked at anew each time. Keeps
 * at most {@value #MAX_KEPT} chains. Safe for all threads.
 */
final class Chains {
  private static final int MAX_CHAIN = 5;
  private static final int MAX_KEPT = 64;

  private final Set<TrustAnchor> anchors = new HashSet<>();
  private final Map<Question, Chain> kept =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Question, Chain> eldest) {
          return size() > MAX_KEPT;
        }
      };

  Chains(List<X509Certificate> anchors) {
    anchors.forEach(anchor -> this.anchors.add(new TrustAnchor(anchor, null)));
  }

  private record Question(
      X509Certificate leaf, List<X509Certificate> certificates, LocalDate day) {}

  /**
   * Certificates from the leaf to the anchor, and what a proof tells of them.
   *
   * @param signer the leaf's name
   */
  record Chain(List<X509Certificate> certificates, String signer, List<Sha256> fingerprints) {
    private static Chain of(List<X509Certificate> certificates) {
      return new Chain(
          certificates,
          Certificates.name(certificates.get(0).getSubjectX500Principal()),
          certificates.stream().map(Certificates::fingerprint).toList());
    }

    private boolean isValidAt(Instant time) {
      return certificates.stream()
          .allMatch(
              certificate ->
                  !time.isBefore(certificate.getNotBefore().toInstant())
                      && !time.isAfter(certificate.getNotAfter().toInstant()));
    }
  }

  /**
   * The chain of {@code leaf}.
   *
   * @param certificates those that may stand between
   * @throws CertPathBuilderException if no chain leads to an anchor
   * @throws CertificateException if the anchor is not valid at that time
   */
  Chain find(X509Certificate leaf, List<X509Certificate> certificates, Instant signingTime)
      throws CertPathBuilderException, CertificateException {
    Question question =
        new Question(leaf, certificates, LocalDate.ofInstant(signingTime, ZoneOffset.UTC));
    Chain known;
    synchronized (kept) {
      known = kept.get(question);
    }
    if (known != null && known.isValidAt(signingTime)) {
      return known;
    }
    Chain chain = Chain.of(build(leaf, certificates, Date.from(signingTime)));
    synchronized (kept) {
      kept.put(question, chain);
    }
    return chain;
  }

  private List<X509Certificate> build(
      X509Certificate leaf, List<X509Certificate> certificates, Date signingTime)
      throws CertPathBuilderException, CertificateException {
    try {
      X509CertSelector target = new X509CertSelector();
      target.setCertificate(leaf);
      PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, target);
      parameters.setDate(signingTime);
      parameters.setRevocationEnabled(false);
      parameters.setMaxPathLength(MAX_CHAIN);
      parameters.addCertStore(
          CertStore.getInstance("Collection", new CollectionCertStoreParameters(certificates)));
      PKIXCertPathBuilderResult built =
          (PKIXCertPathBuilderResult) CertPathBuilder.getInstance("PKIX").build(parameters);
      X509Certificate anchor = built.getTrustAnchor().getTrustedCert();
      anchor.checkValidity(signingTime);
      List<X509Certificate> chain = new ArrayList<>();
      for (Certificate certificate : built.getCertPath().getCertificates()) {
        chain.add((X509Certificate) certificate);
      }
      chain.add(anchor);
      return chain;
    } catch (CertPathBuilderException | CertificateException e) {
      throw e;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has PKIX", e);
    }
  }
}
