package org.livemirror.http.tls;

import java.util.List;
import java.util.stream.Stream;

/**
 * Which protocols and suites are spoken: the server's order counts. Names are those of the IANA.
 */
public enum TlsProfile {
  /** TLS 1.3 and 1.2, forward secret and authenticated: RFC 9325. */
  MODERN(List.of("TLSv1.3", "TLSv1.2"), Suites.MODERN),

  /**
   * TLS 1.0 to 1.3 with CBC suites and plain RSA, for Windows before 10 and Java 6 and 7. The
   * native library has no 3DES and no RC4, so Windows XP is left out. Only with the native library:
   * the JDK does not speak TLS 1.0 and 1.1 any more.
   */
  OLD_CLIENTS(
      List.of("TLSv1.3", "TLSv1.2", "TLSv1.1", "TLSv1"),
      Stream.concat(Suites.MODERN.stream(), Suites.OLD.stream()).toList());

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> protocols;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of and toList
  private final List<String> suites;

  TlsProfile(List<String> protocols, List<String> suites) {
    this.protocols = protocols;
    this.suites = suites;
  }

  List<String> protocols() {
    return protocols;
  }

  List<String> suites() {
    return suites;
  }

  private static final class Suites {
    static final List<String> MODERN =
        List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    static final List<String> OLD =
        List.of(
            "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
            "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
            "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
            "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
            "TLS_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_RSA_WITH_AES_128_CBC_SHA",
            "TLS_RSA_WITH_AES_256_CBC_SHA");
  }
}
