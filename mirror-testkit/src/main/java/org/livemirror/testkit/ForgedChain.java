package org.livemirror.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
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
import org.livemirror.core.author.SelfMadeChain;
import org.livemirror.core.author.SigningKey;

/**
 * A signer's key with its chain, signer → code-signing CA → root, good or wrong in one way.
 *
 * @param key the signer's
 * @param certificates from the signer's to the root's
 */
public record ForgedChain(PrivateKey key, List<X509Certificate> certificates) {
  private static final Instant NOT_BEFORE = Instant.parse("2005-01-01T00:00:00Z");
  private static final Instant NOT_AFTER = Instant.parse("2045-01-01T00:00:00Z");
  private static final char[] PASSWORD = "test".toCharArray();

  public ForgedChain {
    certificates = List.copyOf(certificates);
  }

  /** The chain that {@link SelfMadeChain} makes; new keys on each call. */
  static ForgedChain standard() {
    return of(SelfMadeChain.create("LiveMirror Test", NOT_BEFORE, NOT_AFTER));
  }

  /** The chain of a signing key. */
  public static ForgedChain of(SigningKey signingKey) {
    try {
      Path file = newFile();
      signingKey.save(file, PASSWORD);
      KeyStore store = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(file)) {
        store.load(in, PASSWORD);
      }
      discard(file);
      String alias = Collections.list(store.aliases()).get(0);
      List<X509Certificate> certificates = new ArrayList<>();
      for (Certificate certificate : store.getCertificateChain(alias)) {
        certificates.add((X509Certificate) certificate);
      }
      return new ForgedChain((PrivateKey) store.getKey(alias, PASSWORD), certificates);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has PKCS#12", e);
    }
  }

  /** Starts a chain that is good until told otherwise. */
  public static Maker make() {
    return new Maker();
  }

  public X509Certificate signer() {
    return certificates.get(0);
  }

  public X509Certificate intermediate() {
    return certificates.get(1);
  }

  public X509Certificate root() {
    return certificates.get(certificates.size() - 1);
  }

  /** The same key and chain, as authors hold it. */
  public SigningKey signingKey() {
    try {
      Path file = newFile();
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, PASSWORD);
      store.setKeyEntry("signer", key, PASSWORD, certificates.toArray(new Certificate[0]));
      try (var out = Files.newOutputStream(file)) {
        store.store(out, PASSWORD);
      }
      SigningKey signingKey = SigningKey.load(file, PASSWORD);
      discard(file);
      return signingKey;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has PKCS#12", e);
    }
  }

  private static void discard(Path file) throws IOException {
    Files.delete(file);
    Files.delete(Objects.requireNonNull(file.getParent()));
  }

  private static Path newFile() throws IOException {
    return Files.createTempDirectory("forge").resolve("key.p12");
  }

  /** Makes chains; keys are made once per JVM and role. For one thread. */
  public static final class Maker {
    private static final Map<String, KeyPair> KEYS = new ConcurrentHashMap<>();
    private static final AtomicLong SERIAL = new AtomicLong(1);

    private String rootName = "O=Forged,CN=Forged Root CA";
    private String rootKey = "root";
    private String signerName = "O=Forged,OU=Product Group - LiveUpdate,CN=Forged Signer";
    private int signerBits = 2048;
    private boolean signerIsAuthority;
    private boolean authorityIsAuthority = true;
    private KeyUsage signerUsage = new KeyUsage(KeyUsage.digitalSignature);
    private List<KeyPurposeId> purposes = List.of(KeyPurposeId.id_kp_codeSigning);
    private Validity rootValidity = new Validity(NOT_BEFORE, NOT_AFTER);
    private Validity authorityValidity = rootValidity;
    private Validity signerValidity = rootValidity;
    private String algorithm = "SHA256withRSA";
    private String authorityAlgorithm = algorithm;

    private Maker() {}

    private record Validity(Instant from, Instant until) {}

    /** A root of another name and key. */
    public Maker root(String name, String keyRole) {
      rootName = name;
      rootKey = keyRole;
      return this;
    }

    /** The signer's name, the most general part first: {@code O=…,OU=…,CN=…}. */
    public Maker signer(String name) {
      signerName = name;
      return this;
    }

    /** The length of the signer's key. */
    public Maker signerBits(int bits) {
      signerBits = bits;
      return this;
    }

    /** Gives the signer the basic constraints of a CA. */
    public Maker signerIsAuthority() {
      signerIsAuthority = true;
      signerUsage = new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyCertSign);
      return this;
    }

    /** Takes from the intermediate what makes it a CA. */
    public Maker intermediateIsNoAuthority() {
      authorityIsAuthority = false;
      return this;
    }

    public Maker signerUsage(int bits) {
      signerUsage = new KeyUsage(bits);
      return this;
    }

    /** The signer's extended key usages; none for no such extension. */
    public Maker purposes(KeyPurposeId... ids) {
      purposes = List.of(ids);
      return this;
    }

    public Maker rootValid(Instant from, Instant until) {
      rootValidity = new Validity(from, until);
      return this;
    }

    public Maker intermediateValid(Instant from, Instant until) {
      authorityValidity = new Validity(from, until);
      return this;
    }

    public Maker signerValid(Instant from, Instant until) {
      signerValidity = new Validity(from, until);
      return this;
    }

    /** How certificates are signed: {@code SHA1withRSA}. */
    public Maker algorithm(String name) {
      algorithm = name;
      authorityAlgorithm = name;
      return this;
    }

    /** How the CAs' certificates are signed, where that differs from the signer's. */
    public Maker authorityAlgorithm(String name) {
      authorityAlgorithm = name;
      return this;
    }

    public ForgedChain chain() {
      try {
        KeyPair root = key(rootKey, 2048);
        KeyPair authority = key("authority under " + rootKey, 2048);
        KeyPair signer = key("signer", signerBits);
        X500Name rootDn = new X500Name(rootName);
        X500Name authorityDn = new X500Name("O=Forged,CN=Forged Code Signing CA");
        X509v3CertificateBuilder rootBuilder = builder(rootDn, rootDn, root, rootValidity);
        constrain(rootBuilder, true);
        X509v3CertificateBuilder authorityBuilder =
            builder(rootDn, authorityDn, authority, authorityValidity);
        constrain(authorityBuilder, authorityIsAuthority);
        X509v3CertificateBuilder signerBuilder =
            builder(authorityDn, new X500Name(signerName), signer, signerValidity);
        signerBuilder.addExtension(
            Extension.basicConstraints, true, new BasicConstraints(signerIsAuthority));
        signerBuilder.addExtension(Extension.keyUsage, true, signerUsage);
        if (!purposes.isEmpty()) {
          signerBuilder.addExtension(
              Extension.extendedKeyUsage,
              true,
              new ExtendedKeyUsage(purposes.toArray(new KeyPurposeId[0])));
        }
        return new ForgedChain(
            signer.getPrivate(),
            List.of(
                issue(signerBuilder, authority, algorithm),
                issue(authorityBuilder, root, authorityAlgorithm),
                issue(rootBuilder, root, authorityAlgorithm)));
      } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
        throw new IllegalStateException(e);
      }
    }

    private static void constrain(X509v3CertificateBuilder builder, boolean authority)
        throws CertIOException {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
      builder.addExtension(
          Extension.keyUsage,
          true,
          new KeyUsage(authority ? KeyUsage.keyCertSign : KeyUsage.digitalSignature));
    }

    private static X509v3CertificateBuilder builder(
        X500Name issuer, X500Name subject, KeyPair key, Validity validity) {
      return new JcaX509v3CertificateBuilder(
          issuer,
          BigInteger.valueOf(SERIAL.getAndIncrement()),
          Date.from(validity.from()),
          Date.from(validity.until()),
          subject,
          key.getPublic());
    }

    private static X509Certificate issue(
        X509v3CertificateBuilder builder, KeyPair issuer, String algorithm)
        throws GeneralSecurityException, OperatorCreationException {
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(new JcaContentSignerBuilder(algorithm).build(issuer.getPrivate())));
    }

    private static KeyPair key(String role, int bits) {
      return KEYS.computeIfAbsent(
          bits + " bits for " + role,
          unused -> {
            try {
              // Seeded, this generator gives the same keys in every JVM: a failure can be repeated.
              SecureRandom random = SecureRandom.getInstance("SHA1PRNG");
              random.setSeed(role.getBytes(StandardCharsets.UTF_8));
              KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
              generator.initialize(bits, random);
              return generator.generateKeyPair();
            } catch (GeneralSecurityException e) {
              throw new IllegalStateException("every Java platform has RSA", e);
            }
          });
    }
  }
}
