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

/** Reads the section {@code http.tls}: HTTPS, if a certificate is named. */
final class TlsReader {
  private TlsReader() {}

  static Optional<TlsSettings> read(YamlReader section, Path folder) {
    Function<String, Path> file = text -> folder.resolve(Values.path(text)).normalize();
    int port = section.get("port", "7443", Values::port);
    Optional<Path> certificate = section.optional("certificate", file);
    Optional<Path> key = section.optional("key", file);
    Optional<Secret> password = section.optional("keyPassword", text -> secret(text, file));
    TlsProfile profile = section.get("profile", "modern", TlsReader::profile);
    ClientCertificates clients = section.get("clients", "none", TlsReader::clients);
    List<Path> anchors = section.list("clientAnchors", List.of(), file);
    if (certificate.isEmpty() && (key.isPresent() || clients != ClientCertificates.NONE)) {
      section.problem("certificate", "found none (expected one, as other settings are for HTTPS)");
      return Optional.empty();
    }
    if (clients != ClientCertificates.NONE && anchors.isEmpty()) {
      section.problem(
          "clientAnchors", "found none (expected some, as clients are asked for certificates)");
      return Optional.empty();
    }
    return certificate.map(
        chain -> new TlsSettings(port, chain, key, password, profile, clients, anchors));
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
