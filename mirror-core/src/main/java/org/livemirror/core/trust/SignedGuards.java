package org.livemirror.core.trust;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.livemirror.core.format.Archive;
import org.livemirror.core.format.ArchiveLimits;
import org.livemirror.core.format.Guard;
import org.livemirror.core.format.MalformedException;
import org.livemirror.core.format.Tri;
import org.livemirror.store.Digester;
import org.livemirror.store.Digests;
import org.livemirror.store.HashedContent;

/**
 * The guards of one archive, every one signed, and every member of the archive named in them with
 * the digests it has.
 *
 * <p>{@link #verify} is the whole of what makes an archive good in itself: (1) walk it within
 * limits, hashing every member once and keeping the few small ones that are read; (2) pair each
 * {@code <x>.grd} with {@code <x>.sig}, or {@code <x>1.sig}, which is an alternative signature; (3)
 * verify the signature; (4) parse the guard; (5) look up every other member in the guards.
 * Immutable.
 */
final class SignedGuards {
  private static final String GUARD = ".grd";
  private static final String SIGNATURE = ".sig";
  private static final int MAX_KEPT = 4 << 20;
  private static final int MAX_KEPT_TOGETHER = 6 << 20;
  private static final int MAX_GUARDS = 16;
  private static final int MIN_BUFFER = 8 << 10;

  private final List<SignedGuard> guards;
  private final Optional<byte[]> tri;
  private final long unpackedBytes;

  private SignedGuards(List<SignedGuard> guards, Members members) {
    this.guards = List.copyOf(guards);
    this.tri = Optional.ofNullable(members.byKey.get(Tri.MEMBER)).map(Member::kept);
    this.unpackedBytes =
        members.byKey.values().stream().mapToLong(each -> each.digests().sizeBytes()).sum();
  }

  /** One guard and who signed it. */
  record SignedGuard(String name, Guard guard, SignatureVerifier.Signer signer) {}

  /** The guards in the archive's order; none only after {@link #verifyIfGuarded}. */
  List<SignedGuard> guards() {
    return guards;
  }

  /** Every certificate of the signers' chains. */
  Set<X509Certificate> certificates() {
    Set<X509Certificate> certificates = new LinkedHashSet<>();
    guards.forEach(guard -> certificates.addAll(guard.signer().chain().certificates()));
    return certificates;
  }

  /** The bytes of {@code liveupdt.tri}, if the archive has that member. */
  Optional<byte[]> tri() {
    return tri;
  }

  /** Bytes of all members together. */
  long unpackedBytes() {
    return unpackedBytes;
  }

  /** The guards that name a file. */
  List<SignedGuard> naming(String name) {
    return guards.stream().filter(guard -> guard.guard().find(name).isPresent()).toList();
  }

  static String signatureName(String guardName) {
    return guardName.substring(0, guardName.length() - GUARD.length()) + SIGNATURE;
  }

  /**
   * Verifies an archive.
   *
   * @throws RefusedException with the first rule that it breaks
   */
  static SignedGuards verify(
      String file,
      HashedContent archive,
      ArchiveLimits limits,
      SignatureVerifier signatures,
      DigestRule digestRule)
      throws RefusedException, IOException {
    SignedGuards result = verifyIfGuarded(file, archive, limits, signatures, digestRule);
    if (result.guards.isEmpty()) {
      throw new RefusedException(new Refusal.Unsigned(file, Optional.empty()));
    }
    return result;
  }

  /**
   * Verifies an archive if it holds a guard or a signature; of another one it is known after this
   * that it can be walked, and no more.
   */
  static SignedGuards verifyIfGuarded(
      String file,
      HashedContent archive,
      ArchiveLimits limits,
      SignatureVerifier signatures,
      DigestRule digestRule)
      throws RefusedException, IOException {
    Members members = new Members(JdbLicences.concerns(file), archive.digests().sizeBytes());
    try (SeekableByteChannel channel = archive.open()) {
      Archive.walk(channel, limits, members);
    } catch (MalformedException e) {
      throw new RefusedException(new Refusal.Malformed(file, "", e));
    }
    Map<String, Member> guardMembers = members.endingWith(GUARD);
    Map<String, Member> signatureMembers = members.endingWith(SIGNATURE);
    if (guardMembers.isEmpty() && signatureMembers.isEmpty()) {
      return new SignedGuards(List.of(), members);
    }
    if (guardMembers.isEmpty()) {
      throw new RefusedException(new Refusal.Unsigned(file, Optional.empty()));
    }
    List<SignedGuard> guards = new ArrayList<>();
    for (Map.Entry<String, Member> guard : guardMembers.entrySet()) {
      guards.add(
          signedGuard(
              file, guard.getKey(), guard.getValue(), guardMembers, signatureMembers, signatures));
    }
    if (!signatureMembers.isEmpty()) {
      throw new RefusedException(
          new Refusal.Unguarded(file, signatureMembers.values().iterator().next().name()));
    }
    SignedGuards result = new SignedGuards(guards, members);
    for (Member member : members.byKey.values()) {
      boolean pair = isEndingWith(member.name(), GUARD) || isEndingWith(member.name(), SIGNATURE);
      boolean licence = JdbLicences.isOne(member.name()) && result.naming(member.name()).isEmpty();
      if (!pair && !(licence && members.hasGoodLicences())) {
        result.check(
            file,
            member.name(),
            member.digests(),
            digestRule,
            new Refusal.Unguarded(file, member.name()));
      }
    }
    return result;
  }

  private static SignedGuard signedGuard(
      String file,
      String key,
      Member guard,
      Map<String, Member> guardMembers,
      Map<String, Member> signatureMembers,
      SignatureVerifier signatures)
      throws RefusedException {
    String stem = key.substring(0, key.length() - GUARD.length());
    List<Member> candidates = new ArrayList<>();
    takeIfPresent(signatureMembers, stem + SIGNATURE, candidates);
    if (!guardMembers.containsKey(stem + "1" + GUARD)) {
      takeIfPresent(signatureMembers, stem + "1" + SIGNATURE, candidates);
    }
    Optional<SignatureVerifier.Signer> trusted = Optional.empty();
    RefusedException refused =
        new RefusedException(new Refusal.Unsigned(file, Optional.of(guard.name())));
    for (Member candidate : candidates) {
      try {
        SignatureVerifier.Signer signer =
            signatures.verify(file, guard.name(), guard.kept(), candidate.kept());
        trusted = trusted.or(() -> Optional.of(signer));
      } catch (RefusedException e) {
        if (e.refusal() instanceof Refusal.BadSignature) {
          throw e;
        }
        refused = e;
      }
    }
    if (trusted.isEmpty()) {
      throw refused;
    }
    try {
      return new SignedGuard(guard.name(), Guard.parse(guard.kept()), trusted.get());
    } catch (MalformedException e) {
      throw new RefusedException(new Refusal.Malformed(file, guard.name(), e));
    }
  }

  private static void takeIfPresent(Map<String, Member> members, String key, List<Member> taken) {
    Member member = members.remove(key);
    if (member != null) {
      taken.add(member);
    }
  }

  /**
   * Checks a file or member against every guard that names it; {@code unnamed} is the refusal if
   * none does.
   */
  void check(String file, String name, Digests digests, DigestRule rule, Refusal unnamed)
      throws RefusedException {
    List<SignedGuard> naming = naming(name);
    if (naming.isEmpty()) {
      throw new RefusedException(unnamed);
    }
    for (SignedGuard guard : naming) {
      rule.check(file, name, guard.guard().find(name).orElseThrow(), digests);
    }
  }

  private static boolean isEndingWith(String name, String suffix) {
    return name.toLowerCase(Locale.ROOT).endsWith(suffix);
  }

  /** A member and its digests; bytes are kept of guards, signatures and the TRI only. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Member(String name, Digests digests, byte[] kept) {}

  /** Hashes members as an archive is walked. */
  private static final class Members implements Archive.Visitor {
    private final Map<String, Member> byKey = new LinkedHashMap<>();
    private final Digester digester = new Digester();
    private final byte[] buffer;
    private final boolean jdb;
    private int guards;
    private int keptBytes;

    Members(boolean jdb, long archiveBytes) {
      this.jdb = jdb;
      this.buffer =
          new byte[(int) Math.max(MIN_BUFFER, Math.min(archiveBytes, Archive.READ_BYTES))];
    }

    @Override
    public void member(String name, InputStream content) throws IOException, MalformedException {
      byte[] kept = new byte[0];
      int cap = cap(name);
      if (cap > 0) {
        kept = content.readNBytes(cap + 1);
        if (kept.length > cap) {
          throw new MalformedException(
              "member " + name, "more than " + cap + " bytes", "at most that");
        }
        keptBytes += kept.length;
        if (keptBytes > MAX_KEPT_TOGETHER) {
          throw new MalformedException(
              "archive",
              "more than " + MAX_KEPT_TOGETHER + " bytes of guards, signatures and TRI",
              "at most that");
        }
        digester.update(kept, 0, kept.length);
      } else {
        for (int got = content.read(buffer); got >= 0; got = content.read(buffer)) {
          digester.update(buffer, 0, got);
        }
      }
      byKey.put(name.toLowerCase(Locale.ROOT), new Member(name, digester.finish(), kept));
    }

    private int cap(String name) throws MalformedException {
      if (isEndingWith(name, GUARD)) {
        if (++guards > MAX_GUARDS) {
          throw new MalformedException("archive", "more than " + MAX_GUARDS + " guards", "fewer");
        }
        return MAX_KEPT;
      }
      if (isEndingWith(name, SIGNATURE)) {
        return SignatureVerifier.MAX_SIGNATURE_BYTES;
      }
      boolean kept =
          name.equalsIgnoreCase(Tri.MEMBER) || (jdb && name.equalsIgnoreCase(JdbLicences.CATALOG));
      return kept ? MAX_KEPT : 0;
    }

    /** Whether the archive has both licence files as they must be; its guards are checked apart. */
    private boolean hasGoodLicences() {
      Member first = byKey.get("lic.dat");
      Member second = byKey.get("navlic.dat");
      Member catalog = byKey.get(JdbLicences.CATALOG);
      return jdb
          && first != null
          && second != null
          && catalog != null
          && JdbLicences.areGood(first.digests(), second.digests(), catalog.kept());
    }

    private Map<String, Member> endingWith(String suffix) {
      Map<String, Member> found = new LinkedHashMap<>();
      byKey.forEach(
          (key, member) -> {
            if (key.endsWith(suffix)) {
              found.put(key, member);
            }
          });
      return found;
    }
  }
}
