package org.livemirror.http.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of all files that HTTPS is served from, as they were at one moment. Each at most 1 MiB.
 */
final class TlsFiles {
  private static final int MAX_BYTES = 1 << 20;

  private final TlsSettings settings;
  private final byte[] certificate;
  private final byte[] key;
  private final char[] password;
  private final List<byte[]> anchors;

  private TlsFiles(
      TlsSettings settings, byte[] certificate, byte[] key, char[] password, List<byte[]> anchors) {
    this.settings = settings;
    this.certificate = certificate;
    this.key = key;
    this.password = password;
    this.anchors = anchors;
  }

  static TlsFiles read(TlsSettings settings) throws TlsFileException {
    byte[] certificate = bytes(settings.certificate());
    byte[] key = settings.key().isPresent() ? bytes(settings.key().get()) : certificate;
    List<byte[]> anchors = new ArrayList<>();
    for (Path anchor : settings.clientAnchors()) {
      anchors.add(bytes(anchor));
    }
    return new TlsFiles(settings, certificate, key, password(settings), anchors);
  }

  private static char[] password(TlsSettings settings) throws TlsFileException {
    if (settings.keyPassword().isEmpty()) {
      return new char[0];
    }
    Secret secret = settings.keyPassword().get();
    try {
      return secret.read();
    } catch (IOException e) {
      throw new TlsFileException(secret + ": " + found(e) + " (expected a password)");
    }
  }

  private static byte[] bytes(Path file) throws TlsFileException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new TlsFileException(
            file + ": found more than " + MAX_BYTES + " bytes (expected certificates or a key)");
      }
      return bytes;
    } catch (TlsFileException e) {
      throw e;
    } catch (IOException e) {
      throw new TlsFileException(
          file + ": " + found(e) + " (expected a file that this process may read)");
    }
  }

  private static String found(IOException e) {
    return e instanceof NoSuchFileException
        ? "found no such file"
        : e instanceof AccessDeniedException
            ? "found a file that this process may not read"
            : "cannot be read: " + e.getMessage();
  }

  /** Two sets of files with the same digest hold the same. */
  ByteBuffer digest() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(digest.digest(certificate));
      digest.update(MessageDigest.getInstance("SHA-256").digest(key));
      digest.update(new String(password).getBytes(java.nio.charset.StandardCharsets.UTF_8));
      for (byte[] anchor : anchors) {
        digest.update(MessageDigest.getInstance("SHA-256").digest(anchor));
      }
      return ByteBuffer.wrap(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The server's key and chain. */
  Identity identity() throws TlsFileException {
    Path keyFile = settings.key().orElse(settings.certificate());
    return Identity.read(settings.certificate(), certificate, keyFile, key, password);
  }

  /** Who may issue certificates of clients. */
  List<X509Certificate> anchors() throws TlsFileException {
    List<X509Certificate> all = new ArrayList<>();
    for (int i = 0; i < anchors.size(); i++) {
      all.addAll(certificates(settings.clientAnchors().get(i), anchors.get(i)));
    }
    return all;
  }

  static List<X509Certificate> certificates(Path file, byte[] bytes) throws TlsFileException {
    List<X509Certificate> certificates = new ArrayList<>();
    try {
      CertificateFactory.getInstance("X.509")
          .generateCertificates(new ByteArrayInputStream(bytes))
          .forEach(each -> certificates.add((X509Certificate) each));
    } catch (CertificateException e) {
      throw new TlsFileException(
          file + ": found no certificate (expected PEM or DER): " + e.getMessage());
    }
    if (certificates.isEmpty()) {
      throw new TlsFileException(file + ": found no certificate (expected PEM or DER)");
    }
    return certificates;
  }
}
