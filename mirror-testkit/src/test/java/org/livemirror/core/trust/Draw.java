package org.livemirror.core.trust;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.livemirror.testkit.Forge;
import org.livemirror.testkit.ForgedArchive;
import org.livemirror.testkit.ForgedChain;
import org.livemirror.testkit.ForgedGuard;
import org.livemirror.testkit.ForgedSignature;
import org.livemirror.testkit.ForgedZip;

/**
 * A random mini-TRI with the packages beside it, or a random package, with one {@link Damage} or
 * none. The seed determines all of it.
 */
final class Draw {
  static final ForgedChain CHAIN = ForgedChain.make().chain();
  static final ForgedChain STRANGER =
      ForgedChain.make().root("O=Stranger,CN=Root", "stranger").chain();
  static final ForgedChain MAILER =
      ForgedChain.make().purposes(KeyPurposeId.id_kp_emailProtection).chain();

  private static final Forge FORGE = Forge.of(CHAIN);
  private static final List<byte[]> PACKAGES =
      List.of(
          FORGE.pack("one"),
          FORGE.archive().member("x/two.dis", "2").sign("w").sevenZip(),
          FORGE.archive().member("three", "3").sign("v").member("four", "4").sign("w").zip());

  private static final Pattern LINE_STARTS = Pattern.compile("(?<=\n)");

  private final Random random;
  private final Damage damage;
  private final boolean catalog;
  private final Map<String, byte[]> packages = new LinkedHashMap<>();
  private final List<Member> members = new ArrayList<>();
  private final List<Pair> pairs = new ArrayList<>();
  private final byte[] archive;

  Draw(long seed) {
    random = new Random(seed);
    catalog = random.nextBoolean();
    damage = damage();
    drawMembers();
    drawPairs();
    damagePairs();
    List<Member> all = new ArrayList<>(members);
    for (Pair pair : pairs) {
      all.add(new Member(pair.stem + ".grd", pair.guard));
      all.add(new Member(pair.stem + (oneIn(10) ? "1.sig" : ".sig"), pair.signature));
    }
    Collections.shuffle(all, random);
    damageMembers(all);
    archive = damageArchive(pack(all));
    damagePackages();
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Member(String name, byte[] content) {}

  private static final class Pair {
    private final String stem;
    private byte[] guard = {};
    private byte[] signature = {};

    Pair(String stem) {
      this.stem = stem;
    }
  }

  Damage damageDone() {
    return damage;
  }

  boolean isCatalog() {
    return catalog;
  }

  byte[] archive() {
    return archive.clone();
  }

  /** The package of that name beside a mini-TRI. */
  byte[] beside(String name) {
    return Objects.requireNonNull(packages.get(name), name);
  }

  private Damage damage() {
    if (oneIn(4)) {
      return Damage.NONE;
    }
    Damage drawn = one(List.of(Damage.values()));
    boolean needsPackage = drawn == Damage.PACKAGE_BIT || drawn == Damage.PACKAGE_REPLACED;
    return needsPackage && !catalog ? Damage.ARCHIVE_BIT : drawn;
  }

  private void drawMembers() {
    if (catalog) {
      StringBuilder tri = new StringBuilder();
      int offers = 1 + random.nextInt(2);
      for (int i = 0; i < offers; i++) {
        String name = "131428243" + i + "jtun_x.m25";
        packages.put(name, one(PACKAGES));
        tri.append("[Item").append(i).append("]\r\nItemSeqName=CurDefs\r\nItemSeqData=");
        tri.append(random.nextInt(1 << 30)).append("\r\nFileName=").append(name).append("\r\n");
      }
      members.add(new Member("liveupdt.tri", tri.toString().getBytes(ISO_8859_1)));
    }
    int more = random.nextInt(4) + (catalog ? 0 : 1);
    for (int i = 0; i < more; i++) {
      String folder = one(List.of("", "", "sub/", "A/b/"));
      String name = one(List.of("m%d.dat", "Name with space %d.TXT", "x%d"));
      members.add(new Member(folder + name.formatted(i), bytes(random.nextInt(300))));
    }
  }

  private void drawPairs() {
    List<String> stems = new ArrayList<>(List.of("v", "w", "sub/Extra"));
    stems.add(0, catalog ? "liveupdt" : "V2");
    int count = 1 + Math.max(0, random.nextInt(5) - 2);
    Map<Integer, List<Member>> named = new LinkedHashMap<>();
    for (Member member : members) {
      named.computeIfAbsent(random.nextInt(count), i -> new ArrayList<>()).add(member);
      if (oneIn(8)) {
        named.computeIfAbsent(random.nextInt(count), i -> new ArrayList<>()).add(member);
      }
    }
    packages.forEach(
        (name, content) ->
            named
                .computeIfAbsent(random.nextInt(count), i -> new ArrayList<>())
                .add(new Member(name, content)));
    for (int i = 0; i < count; i++) {
      Pair pair = new Pair(stems.get(i));
      pair.guard = guard(named.getOrDefault(i, List.of()));
      pairs.add(pair);
    }
  }

  private byte[] guard(List<Member> named) {
    ForgedGuard guard = new ForgedGuard();
    for (Member member : named) {
      String base = member.name().substring(member.name().lastIndexOf('/') + 1);
      guard.file(oneIn(4) ? base.toUpperCase(Locale.ROOT) : base, member.content());
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      guard.file("1310000000stale" + i + ".m25", bytes(9));
    }
    switch (random.nextInt(3)) {
      case 0 -> guard.sha1Only();
      case 1 -> guard.sha256Only();
      default -> {}
    }
    if (random.nextBoolean()) {
      guard.lf();
    }
    if (random.nextBoolean()) {
      guard.upperCase();
    }
    if (oneIn(4)) {
      guard.withoutHeader();
    }
    return guard.bytes();
  }

  /** Signs all pairs, one of them perhaps wrongly, or over another guard than it gets. */
  private void damagePairs() {
    Pair victim = one(pairs);
    boolean signedAfterwards = !oneIn(4);
    byte[] damaged = damagedGuard(victim.guard);
    if (signedAfterwards) {
      victim.guard = damaged;
    }
    for (Pair pair : pairs) {
      pair.signature = signature(pair.guard, pair == victim ? damage : Damage.NONE).der();
    }
    victim.guard = damaged;
    switch (damage) {
      case SIGNATURE_BIT -> victim.signature = flipped(victim.signature);
      case SIGNATURES_SWAPPED -> {
        Pair other = one(pairs);
        byte[] kept = other.signature;
        other.signature = victim.signature;
        victim.signature = kept;
      }
      case SIGNATURE_OF_ANOTHER_ARCHIVE -> victim.signature = FORGE.signature(guard(members)).der();
      default -> {}
    }
  }

  private byte[] damagedGuard(byte[] guard) {
    List<String> lines =
        new ArrayList<>(LINE_STARTS.splitAsStream(new String(guard, ISO_8859_1)).toList());
    int at = random.nextInt(lines.size());
    switch (damage) {
      case GUARD_BIT -> {
        return flipped(guard);
      }
      case GUARD_LINE_REMOVED -> lines.remove(at);
      case GUARD_LINE_DUPLICATED -> lines.add(random.nextInt(lines.size() + 1), lines.get(at));
      case GUARD_LINES_SWAPPED -> Collections.swap(lines, at, random.nextInt(lines.size()));
      case GUARD_DIGEST_CHANGED -> {
        for (int i = 0; i < lines.size(); i++) {
          int line = (at + i) % lines.size();
          if (lines.get(line).startsWith("SHA")) {
            String text = lines.get(line);
            int digit = text.indexOf('=') + 1 + random.nextInt(40);
            lines.set(line, text.substring(0, digit) + "0" + text.substring(digit + 1));
            break;
          }
        }
      }
      default -> {}
    }
    return String.join("", lines).getBytes(ISO_8859_1);
  }

  private ForgedSignature signature(byte[] guard, Damage kind) {
    ForgedChain by =
        switch (kind) {
          case SIGNED_BY_A_STRANGER -> STRANGER;
          case SIGNED_FOR_ANOTHER_PURPOSE -> MAILER;
          default -> CHAIN;
        };
    ForgedSignature signature =
        Forge.of(by).signature(guard).digest(one(List.of("SHA1", "SHA256", "SHA256", "SHA512")));
    Instant from = CHAIN.signer().getNotBefore().toInstant();
    Instant until = CHAIN.signer().getNotAfter().toInstant();
    return switch (kind) {
      case SIGNED_NEAR_THE_END_OF_VALIDITY ->
          signature.signedAt(one(List.of(from.minusSeconds(1), from, until, until.plusSeconds(1))));
      case SIGNED_WITHOUT_TIME -> signature.withoutSigningTime();
      case SIGNED_WITH_TWO_TIMES ->
          signature.signingTimes(
              one(List.of(List.of(List.of(from), List.of(until)), List.of(List.of(from, until)))));
      case SIGNATURE_BYTE_BEHIND -> signature.trailing((byte) random.nextInt(256));
      default -> signature;
    };
  }

  private void damageMembers(List<Member> all) {
    int at = random.nextInt(all.size());
    Member victim = all.get(at);
    switch (damage) {
      case MEMBER_BIT -> {
        Member changed = one(members.isEmpty() ? all : members);
        all.set(all.indexOf(changed), new Member(changed.name(), flipped(changed.content())));
      }
      case MEMBER_REMOVED -> all.remove(at);
      case MEMBER_ADDED ->
          all.add(
              new Member(
                  one(List.of("evil.exe", "w.grd", "zz.sig", "v1.sig", "deep/down/x")),
                  bytes(random.nextInt(50))));
      case MEMBER_RENAMED ->
          all.set(
              at,
              new Member(
                  one(
                      List.of(
                          "moved/" + victim.name(),
                          "../" + victim.name(),
                          "/" + victim.name(),
                          "c:" + victim.name(),
                          victim.name().toUpperCase(Locale.ROOT),
                          victim.name() + ".x",
                          "v1.sig")),
                  victim.content()));
      case MEMBER_DUPLICATED ->
          all.add(
              random.nextInt(all.size() + 1),
              new Member(
                  oneIn(2) ? victim.name() : "again/" + victim.name(),
                  oneIn(2) ? victim.content() : bytes(5)));
      default -> {}
    }
  }

  private byte[] pack(List<Member> all) {
    int kind = random.nextInt(20);
    if (kind < 6) {
      ForgedZip zip = new ForgedZip();
      for (Member member : all) {
        ForgedZip.Entry entry = new ForgedZip.Entry(member.name(), member.content());
        zip.add(kind < 3 ? entry : entry.deflated());
      }
      return zip.bytes();
    }
    ForgedArchive forged = FORGE.archive();
    all.forEach(member -> forged.stray(member.name(), member.content()));
    return kind == 6 ? forged.sevenZip() : forged.zip();
  }

  private byte[] damageArchive(byte[] packed) {
    return switch (damage) {
      case ARCHIVE_BIT -> flipped(packed);
      case ARCHIVE_CUT -> Arrays.copyOf(packed, random.nextInt(packed.length));
      case ARCHIVE_BYTE_BEHIND -> Arrays.copyOf(packed, packed.length + 1);
      case ARCHIVE_BYTE_BEFORE -> {
        byte[] shifted = new byte[packed.length + 1];
        System.arraycopy(packed, 0, shifted, 1, packed.length);
        yield shifted;
      }
      default -> packed;
    };
  }

  private void damagePackages() {
    if (damage == Damage.PACKAGE_BIT) {
      packages.computeIfPresent(
          one(List.copyOf(packages.keySet())), (name, content) -> flipped(content));
    } else if (damage == Damage.PACKAGE_REPLACED) {
      packages.put(one(List.copyOf(packages.keySet())), one(PACKAGES));
    }
  }

  private byte[] flipped(byte[] bytes) {
    byte[] changed = bytes.clone();
    if (changed.length > 0) {
      changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return changed;
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private boolean oneIn(int count) {
    return random.nextInt(count) == 0;
  }

  private <T> T one(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
