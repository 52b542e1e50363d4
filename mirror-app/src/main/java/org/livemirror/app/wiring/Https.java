package org.livemirror.app.wiring;

import java.util.List;
import java.util.Optional;
import org.livemirror.app.config.ConfigException;
import org.livemirror.app.config.HttpsSettings;
import org.livemirror.http.tls.TlsContexts;
import org.livemirror.http.tls.TlsFileException;
import org.livemirror.http.tls.TlsSettings;

/** What is wrong with the files of HTTPS, which is wrong settings. */
public final class Https {
  private Https() {}

  /**
   * Reads the files as serving does.
   *
   * @return what clients will not like, though it can be served: a certificate that has expired
   * @throws ConfigException if HTTPS is on and cannot be served from them
   */
  public static Optional<String> check(HttpsSettings settings) throws ConfigException {
    Optional<TlsSettings> tls = settings.tls();
    if (tls.isEmpty()) {
      return Optional.empty();
    }
    try {
      return TlsContexts.check(tls.get()).map(Https::told);
    } catch (TlsFileException e) {
      throw problem(e);
    }
  }

  static ConfigException problem(TlsFileException e) {
    return new ConfigException(List.of(told(String.valueOf(e.getMessage()))));
  }

  private static String told(String what) {
    return "http.tls: " + what;
  }
}
