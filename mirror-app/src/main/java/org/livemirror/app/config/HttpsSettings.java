package org.livemirror.app.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.livemirror.http.tls.ClientCertificates;
import org.livemirror.http.tls.Secret;
import org.livemirror.http.tls.TlsProfile;
import org.livemirror.http.tls.TlsSettings;

/**
 * HTTPS, as the section {@code http.tls} says: served if a certificate is named, else the other
 * settings mean nothing.
 */
public record HttpsSettings(
    int port,
    Optional<Path> certificate,
    Optional<Path> key,
    Optional<Secret> keyPassword,
    TlsProfile profile,
    ClientCertificates clients,
    List<Path> clientAnchors) {

  static HttpsSettings read(YamlReader section, Path folder) {
    Function<String, Path> file = text -> folder.resolve(Values.path(text)).normalize();
    HttpsSettings settings =
        new HttpsSettings(
            section.get("port", "7443", Values::port),
            section.optional("certificate", file),
            section.optional("key", file),
            section.optional("keyPassword", text -> secret(text, file)),
            section.get("profile", "modern", HttpsSettings::profile),
            section.get("clients", "none", HttpsSettings::clients),
            section.list("clientAnchors", List.of(), file));
    if (settings.lacksAnchors()) {
      section.problem(
          "clientAnchors", "found none (expected some, as clients are asked for certificates)");
    }
    return settings;
  }

  private boolean lacksAnchors() {
    return certificate.isPresent() && clients != ClientCertificates.NONE && clientAnchors.isEmpty();
  }

  /** What the HTTP plane is told, if there is a certificate. */
  public Optional<TlsSettings> tls() {
    return certificate.map(
        chain -> new TlsSettings(port, chain, key, keyPassword, profile, clients, clientAnchors));
  }

  private static Secret secret(String text, Function<String, Path> file) {
    int colon = text.indexOf(':');
    String rest = text.substring(colon + 1).strip();
    String kind = colon < 0 || rest.isEmpty() ? "" : text.substring(0, colon);
    return switch (kind) {
      case "file" -> new Secret.InFile(file.apply(rest));
      case "env" -> new Secret.InEnvironment(rest);
      default ->
          throw new IllegalArgumentException(
              "found something else (expected where the password is: file:PATH or env:NAME)");
    };
  }

  private static TlsProfile profile(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "modern" -> TlsProfile.MODERN;
      case "old-clients" -> TlsProfile.OLD_CLIENTS;
      default ->
          throw new IllegalArgumentException(
              "found '" + text + "' (expected modern or old-clients)");
    };
  }

  private static ClientCertificates clients(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "none" -> ClientCertificates.NONE;
      case "wanted" -> ClientCertificates.WANTED;
      case "required" -> ClientCertificates.REQUIRED;
      default ->
          throw new IllegalArgumentException(
              "found '" + text + "' (expected none, wanted or required)");
    };
  }
}
