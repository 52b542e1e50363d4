package org.livemirror.core.trust;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.livemirror.store.Digests;

/**
 * The one exception to "every member is in a guard": a {@code .jdb} may hold {@code lic.dat} and
 * {@code navlic.dat} in none, if both are exactly {@value #BYTES} bytes, identical, and named in
 * the guarded {@code catalog.dat}.
 */
final class JdbLicences {
  /** The member whose bytes are looked into. */
  static final String CATALOG = "catalog.dat";

  private static final int BYTES = 1048;
  private static final String FIRST = "lic.dat";
  private static final String SECOND = "navlic.dat";
  private static final Set<String> NAMES = Set.of(FIRST, SECOND);

  private JdbLicences() {}

  /** Whether a file is a JDB, by its name. */
  static boolean concerns(String file) {
    return file.toLowerCase(Locale.ROOT).endsWith(".jdb");
  }

  /** Whether a member has the name of one of the two. */
  static boolean isOne(String member) {
    return NAMES.contains(member.toLowerCase(Locale.ROOT));
  }

  /**
   * Whether the two are as they must be.
   *
   * @param catalog the bytes of {@code catalog.dat}, which the caller has checked against a guard
   */
  static boolean areGood(Digests first, Digests second, byte[] catalog) {
    String text = new String(catalog, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    // navlic.dat contains lic.dat, so the shorter name counts only where the longer one does not
    // stand.
    boolean namesBoth = text.contains(SECOND) && text.replace(SECOND, "").contains(FIRST);
    return first.sizeBytes() == BYTES && first.equals(second) && namesBoth;
  }
}
