package org.livemirror.core.catalog;

import java.time.Month;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The micro-definition scheme: antivirus definitions are two LiveUpdate products with one name,
 * version {@code MicroDefsB.CurDefs} (daily, with deltas) and version {@code MicroDefsB.<Mon>}
 * (monthly; the month is that of the hub the client has).
 */
public final class MicroDefs {
  /** The sequence that daily definitions advance. */
  public static final String CUR_DEFS = "CurDefs";

  /** The sequence that monthly definitions advance. */
  public static final String HUB_DEFS = "HubDefs";

  private static final String PREFIX = "MicroDefsB.";

  private MicroDefs() {}

  /** Whether a product version belongs to the scheme, case ignored. */
  public static boolean isVersion(String version) {
    return version.regionMatches(true, 0, PREFIX, 0, PREFIX.length());
  }

  /** The version of a client whose hub is of that month: {@code MicroDefsB.Apr}. */
  public static String version(Month month) {
    return PREFIX + month.getDisplayName(TextStyle.SHORT, Locale.ROOT);
  }

  /** Every version of the scheme: {@code MicroDefsB.CurDefs} and the twelve months. */
  public static List<String> versions() {
    List<String> versions = new ArrayList<>();
    versions.add(PREFIX + CUR_DEFS);
    for (Month month : Month.values()) {
      versions.add(version(month));
    }
    return versions;
  }
}
