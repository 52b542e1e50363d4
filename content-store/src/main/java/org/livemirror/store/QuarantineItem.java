package org.livemirror.store;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Locale;

/**
 * Content in the quarantine.
 *
 * @param name {@code 20110825T142710Z-<first 12 digits of sha256>-<file name>}
 * @param when it was set aside, to the second
 * @param sha256 of its bytes
 */
public record QuarantineItem(
    String name, Quarantine.Reason reason, Instant when, Sha256 sha256, long sizeBytes) {
  /** Oldest first; those of one second by name. */
  public static final Comparator<QuarantineItem> OLDEST_FIRST =
      Comparator.comparing(QuarantineItem::when).thenComparing(QuarantineItem::name);

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final int SHA256_DIGITS = 12;
  private static final int MAX_FILE_NAME = 200;

  /** The item of content that is set aside now. */
  public static QuarantineItem of(Instant now, Digests digests, Quarantine.Reason reason) {
    Instant when = now.truncatedTo(ChronoUnit.SECONDS);
    String hex = digests.sha256().toString().substring(0, SHA256_DIGITS);
    String name = TIME.format(when) + "-" + hex + "-" + safe(reason.path().fileName());
    return new QuarantineItem(name, reason, when, digests.sha256(), digests.sizeBytes());
  }

  /** Of a long name the end is kept, where the extension is. A name never ends in .json. */
  private static String safe(String fileName) {
    String end = fileName.substring(Math.max(0, fileName.length() - MAX_FILE_NAME));
    return end.replaceAll("[^A-Za-z0-9._$-]", "_").replaceAll("\\.json$", "_json");
  }
}
