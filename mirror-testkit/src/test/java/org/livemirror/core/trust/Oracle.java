package org.livemirror.core.trust;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.livemirror.testkit.ForgedChain;

/**
 * The second opinion on a {@link Draw}: signatures by openssl, everything else by readers written
 * for this test alone. Shares no code with what is tested.
 *
 * <p>Where LiveMirror means to be stricter than openssl, the rule is modelled here, each with its
 * reason.
 */
final class Oracle {
  private static final String SIGNING_TIME = "06092a864886f70d010905";
  private static final DateTimeFormatter UTC_TIME = DateTimeFormatter.ofPattern("uuMMddHHmmss'Z'");

  private final Openssl openssl;
  private final ForgedChain trusted;
  private final List<ForgedChain> others;
  private final Map<String, Boolean> opinions = new HashMap<>();

  Oracle(Path folder, ForgedChain trusted, List<ForgedChain> others) {
    this.openssl = new Openssl(folder);
    this.trusted = trusted;
    this.others = others;
  }

  /** Why the draw is to be refused; empty if it is good. */
  String refusal(Draw draw) throws GeneralSecurityException, InterruptedException {
    try {
      Map<String, byte[]> members = OracleArchive.read(draw.archive());
      List<OracleGuard> guards = judge(members);
      if (draw.isCatalog()) {
        judgePackages(draw, members, guards);
      }
      return "";
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Pair(byte[] guard, List<byte[]> signatures) {}

  private List<OracleGuard> judge(Map<String, byte[]> members)
      throws IOException, GeneralSecurityException, InterruptedException {
    List<Pair> pairs = new ArrayList<>();
    List<OracleGuard> guards = new ArrayList<>();
    List<String> paired = new ArrayList<>();
    for (Map.Entry<String, byte[]> member : members.entrySet()) {
      if (member.getKey().endsWith(".grd")) {
        String stem = member.getKey().substring(0, member.getKey().length() - 4);
        List<String> signatures = new ArrayList<>(List.of(stem + ".sig"));
        // v1.sig is an alternative signature of v.grd, if v1 is not a pair of its own.
        if (!members.containsKey(stem + "1.grd")) {
          signatures.add(stem + "1.sig");
        }
        signatures.retainAll(members.keySet());
        paired.addAll(signatures);
        paired.add(member.getKey());
        guards.add(new OracleGuard(member.getValue()));
        pairs.add(
            new Pair(
                member.getValue(),
                signatures.stream()
                    .map(name -> Objects.requireNonNull(members.get(name)))
                    .toList()));
      }
    }
    demand(!guards.isEmpty(), "no guard");
    for (Map.Entry<String, byte[]> member : members.entrySet()) {
      if (!paired.contains(member.getKey())) {
        demand(!member.getKey().endsWith(".sig"), "a signature without guard");
        vouch(guards, member.getKey(), member.getValue());
      }
    }
    // Last, as it takes a process each: signatures.
    for (Pair pair : pairs) {
      boolean good = false;
      for (byte[] signature : pair.signatures()) {
        good = good || isGood(pair.guard(), signature);
        // Stricter than taking one good signature: an alternative may be by anyone, but it has to
        // be a signature over the guard, whole, or it could carry anything.
        boolean alone = pair.signatures().size() == 1;
        demand(
            alone || (isWhole(signature) && openssl.isSignature(pair.guard(), signature)),
            "an alternative that is no signature over the guard");
      }
      demand(good, "a guard without good signature");
    }
    return guards;
  }

  private static void vouch(List<OracleGuard> guards, String file, byte[] content)
      throws IOException {
    List<OracleGuard> naming = guards.stream().filter(guard -> guard.names(file)).toList();
    demand(!naming.isEmpty(), file + " in no guard");
    demand(naming.stream().allMatch(guard -> guard.takes(file, content)), file + " is another");
  }

  private void judgePackages(Draw draw, Map<String, byte[]> members, List<OracleGuard> guards)
      throws IOException, GeneralSecurityException, InterruptedException {
    byte[] tri = members.get("liveupdt.tri");
    demand(tri != null, "no TRI");
    for (String line : new String(Objects.requireNonNull(tri), ISO_8859_1).lines().toList()) {
      if (line.startsWith("FileName=")) {
        String file = line.substring("FileName=".length());
        byte[] content = draw.beside(file);
        vouch(guards, file, content);
        judge(OracleArchive.read(content));
      }
    }
  }

  private boolean isGood(byte[] guard, byte[] signature)
      throws IOException, GeneralSecurityException, InterruptedException {
    String key = OracleGuard.digest("SHA-256", guard) + OracleGuard.digest("SHA-256", signature);
    Boolean known = opinions.get(key);
    if (known == null) {
      known = isWithinOurRules(signature) && openssl.verifies(guard, signature, trusted.root());
      opinions.put(key, known);
    }
    return known;
  }

  /** What LiveMirror asks of a signature and openssl, called as above, does not. */
  private boolean isWithinOurRules(byte[] signature) {
    String hex = HexFormat.of().formatHex(signature);
    if (!isWhole(signature)) {
      return false;
    }
    // A signer for another purpose; openssl is asked with -purpose any.
    for (ForgedChain other : others) {
      if (hex.contains(hex(other)) && !codeSigning(other)) {
        return false;
      }
    }
    // One signing-time with one value (attribute → OID, SET of 15 bytes, UTCTime of 13), and all
    // certificates valid at it; openssl is asked with -no_check_time.
    int at = hex.indexOf(SIGNING_TIME);
    if (at < 0 || at != hex.lastIndexOf(SIGNING_TIME)) {
      return false;
    }
    int value = at / 2 + 11;
    if (!hex.startsWith("310f170d", 2 * value)) {
      return false;
    }
    Instant time;
    try {
      time =
          LocalDateTime.parse(new String(signature, value + 4, 13, US_ASCII), UTC_TIME)
              .toInstant(ZoneOffset.UTC);
    } catch (DateTimeParseException e) {
      // A damaged signature may say anything; openssl would refuse it as well.
      return false;
    }
    return trusted.certificates().stream()
        .noneMatch(
            certificate ->
                time.isBefore(certificate.getNotBefore().toInstant())
                    || time.isAfter(certificate.getNotAfter().toInstant()));
  }

  /** The CMS structure is the whole file. openssl stops reading where the structure ends. */
  private static boolean isWhole(byte[] signature) {
    return signature.length >= 4
        && signature[1] == (byte) 0x82
        && Short.toUnsignedInt(ByteBuffer.wrap(signature).getShort(2)) + 4 == signature.length;
  }

  private static String hex(ForgedChain chain) {
    try {
      return HexFormat.of().formatHex(chain.signer().getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean codeSigning(ForgedChain chain) {
    try {
      return chain.signer().getExtendedKeyUsage().contains("1.3.6.1.5.5.7.3.3");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void demand(boolean condition, String otherwise) throws IOException {
    if (!condition) {
      throw new IOException(otherwise);
    }
  }
}
