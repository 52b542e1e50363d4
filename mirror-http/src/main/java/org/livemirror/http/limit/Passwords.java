package org.livemirror.http.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Basic authentication (RFC 7617, UTF-8) against a file of users.
 *
 * <p>{@link #check} answers at once for what it has checked before; else it hands out work. What
 * was checked is remembered for ten minutes by a salted SHA-256 of the header, right and wrong, 10
 * 000 at most; it ends when the user's line in the file changes. An address (for IPv6 a /64) may
 * have 20 different wrong passwords checked, then one every two seconds; what is remembered as
 * right goes on meanwhile.
 *
 * <p>{@link #refresh} follows changes of the file. Safe for all threads.
 */
public final class Passwords {
  /** The value of {@code WWW-Authenticate}. */
  public static final String CHALLENGE = "Basic realm=\"LiveMirror\", charset=\"UTF-8\"";

  private static final Logger LOG = LoggerFactory.getLogger(Passwords.class);
  private static final String SCHEME = "Basic ";
  private static final int MAX_HEADER = 1024;
  private static final Duration REMEMBERED = Duration.ofMinutes(10);
  private static final int MAX_REMEMBERED = 10_000;
  private static final long FAILURE_INTERVAL = Duration.ofSeconds(2).toNanos();
  private static final int FAILURES = 20;
  private static final int FAILURE_PLACES = 1 << 13;
  private static final int LOCKS = 64;

  private static final Access CHALLENGED = new Access.Challenge();

  /** What a header holds. */
  private static final class Credentials {
    private final String user;
    private final byte[] password;

    Credentials(String user, byte[] password) {
      this.user = user;
      this.password = password;
    }
  }

  /** What was found of a header, as long as {@code hash} is the user's. */
  private record Verdict(String user, @Nullable PasswordHash hash, boolean right) {}

  private final Path file;
  private final byte[] salt = new byte[32];
  private final Cache<ByteBuffer, Verdict> verdicts;
  private final Buckets failures;
  private final Object[] locks = new Object[LOCKS];
  private PasswordFile.Version version;
  private String trouble = "";
  private volatile Map<String, PasswordHash> users;

  private Passwords(Path file, LongSupplier clock) throws IOException {
    SecureRandom random = new SecureRandom();
    random.nextBytes(salt);
    this.file = file;
    this.version = PasswordFile.version(file);
    this.users = PasswordFile.read(file);
    this.verdicts =
        Caffeine.newBuilder()
            .maximumSize(MAX_REMEMBERED)
            .expireAfterWrite(REMEMBERED)
            .ticker(clock::getAsLong)
            .executor(Runnable::run)
            .build();
    this.failures =
        new Buckets(FAILURE_INTERVAL, FAILURES, FAILURE_PLACES, random.nextLong(), clock);
    for (int i = 0; i < LOCKS; i++) {
      locks[i] = new Object();
    }
  }

  /**
   * Reads the file of users.
   *
   * @param clock nanoseconds, as of {@link System#nanoTime}
   * @throws IOException if it cannot be read or means nothing; the message tells the line
   */
  public static Passwords open(Path file, LongSupplier clock) throws IOException {
    return new Passwords(file, clock);
  }

  /**
   * The line for a user in the file.
   *
   * @throws IllegalArgumentException if the name cannot stand in it
   */
  public static String line(String user, PasswordHash hash) {
    return PasswordFile.checkUser(user) + ":" + hash.text();
  }

  /**
   * Reads the file again if it is another. One that cannot be read or means nothing is told in the
   * log once, and what it held before still counts. Blocks: to be called once a second, off the
   * event loops.
   */
  public synchronized void refresh() {
    try {
      PasswordFile.Version now = PasswordFile.version(file);
      if (!now.equals(version)) {
        users = PasswordFile.read(file);
        version = now;
        LOG.info("{}: read again, {} users", file, users.size());
      }
      trouble = "";
    } catch (IOException e) {
      String message = e.getClass().getSimpleName() + ": " + e.getMessage();
      if (!message.equals(trouble)) {
        trouble = message;
        LOG.error(
            "{}: cannot be read again, the users known before still count: {}", file, message);
      }
    }
  }

  /**
   * Whether a request may be answered. Returns at once.
   *
   * @param authorization the header, if there is one
   * @param client whose wrong passwords are counted
   */
  public Access check(@Nullable String authorization, InetAddress client) {
    if (authorization == null
        || authorization.length() > MAX_HEADER
        || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return CHALLENGED;
    }
    ByteBuffer digest = digest(authorization);
    Access remembered = remembered(digest);
    if (remembered != null) {
      return remembered;
    }
    Credentials credentials = credentials(authorization);
    if (credentials == null) {
      return CHALLENGED;
    }
    long address = Address.of(client).key();
    long wait = failures.untilToken(address);
    return wait > 0
        ? new Access.Later(RequestRate.seconds(wait))
        : new Access.NeedsWork(() -> verify(digest, credentials, address));
  }

  private @Nullable Access remembered(ByteBuffer digest) {
    Verdict verdict = verdicts.getIfPresent(digest);
    if (verdict == null || !Objects.equals(users.get(verdict.user()), verdict.hash())) {
      return null;
    }
    return verdict.right() ? new Access.Allowed(verdict.user()) : CHALLENGED;
  }

  /** Of those who send the same header at one time, one does the work and the others wait. */
  private Access verify(ByteBuffer digest, Credentials credentials, long address) {
    synchronized (locks[digest.get(0) & (LOCKS - 1)]) {
      Access remembered = remembered(digest);
      if (remembered != null) {
        return remembered;
      }
      long wait = failures.take(address);
      if (wait > 0) {
        return new Access.Later(RequestRate.seconds(wait));
      }
      Map<String, PasswordHash> known = users;
      PasswordHash hash = known.get(credentials.user);
      // Nobody learns from the time it takes whether there is such a user.
      PasswordHash checked = hash == null ? known.values().iterator().next() : hash;
      boolean right = checked.matches(credentials.password) && hash != null;
      verdicts.put(digest, new Verdict(credentials.user, hash, right));
      if (right) {
        failures.giveBack(address);
        return new Access.Allowed(credentials.user);
      }
      return CHALLENGED;
    }
  }

  private ByteBuffer digest(String header) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(salt);
      return ByteBuffer.wrap(sha256.digest(header.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static @Nullable Credentials credentials(String header) {
    byte[] decoded;
    try {
      decoded = Base64.getDecoder().decode(header.substring(SCHEME.length()).strip());
    } catch (IllegalArgumentException e) {
      return null;
    }
    for (int i = 0; i < decoded.length; i++) {
      if (decoded[i] == ':') {
        String user = new String(decoded, 0, i, StandardCharsets.UTF_8);
        return new Credentials(user, Arrays.copyOfRange(decoded, i + 1, decoded.length));
      }
    }
    return null;
  }
}
