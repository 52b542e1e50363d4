package org.livemirror.core.trust;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;
import org.livemirror.core.catalog.ForeignText;
import org.livemirror.store.Digester;
import org.livemirror.store.Sha256;

/** Certificates as operators handle them: files, fingerprints, names. */
public final class Certificates {
  private Certificates() {}

  /**
   * All certificates of a PEM file, or the one of a DER file.
   *
   * @throws IOException if the file cannot be read or holds none
   */
  public static List<X509Certificate> read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      List<X509Certificate> certificates = new ArrayList<>();
      CertificateFactory.getInstance("X.509")
          .generateCertificates(in)
          .forEach(certificate -> certificates.add((X509Certificate) certificate));
      if (certificates.isEmpty()) {
        throw new IOException(file + ": found no certificate (expected PEM or DER)");
      }
      return certificates;
    } catch (CertificateException e) {
      throw new IOException(
          file + ": found no certificate (expected PEM or DER): " + e.getMessage(), e);
    }
  }

  /** A certificate in PEM. */
  public static String pem(X509Certificate certificate) {
    Base64.Encoder lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
    return "-----BEGIN CERTIFICATE-----\n"
        + lines.encodeToString(der(certificate))
        + "\n-----END CERTIFICATE-----\n";
  }

  /** The SHA-256 of a certificate's DER form: how operators compare roots. */
  public static Sha256 fingerprint(X509Certificate certificate) {
    byte[] der = der(certificate);
    Digester digester = new Digester();
    digester.update(der, 0, der.length);
    return digester.finish().sha256();
  }

  private static byte[] der(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a parsed certificate has an encoding", e);
    }
  }

  /**
   * A name as client logs print it: {@code cn=Symantec Corporation,ou=Locality - Culver City,…},
   * the most specific part first. What could break or disguise a line of a log is {@code ?}.
   */
  public static String name(X500Principal principal) {
    List<String> parts = new ArrayList<>();
    List<Rdn> rdns = rdns(principal);
    for (int i = rdns.size() - 1; i >= 0; i--) {
      parts.add(
          rdns.get(i).getType().toLowerCase(Locale.ROOT)
              + "="
              + Rdn.escapeValue(rdns.get(i).getValue()));
    }
    return ForeignText.oneLine(String.join(",", parts));
  }

  /** All values of an attribute such as {@code OU} in a subject's name. */
  static List<String> values(X509Certificate certificate, String type) {
    return rdns(certificate.getSubjectX500Principal()).stream()
        .filter(rdn -> rdn.getType().equalsIgnoreCase(type))
        .map(rdn -> String.valueOf(rdn.getValue()))
        .toList();
  }

  private static List<Rdn> rdns(X500Principal principal) {
    try {
      return new LdapName(principal.getName(X500Principal.RFC2253)).getRdns();
    } catch (InvalidNameException e) {
      throw new IllegalStateException("a principal prints as RFC 2253", e);
    }
  }
}
