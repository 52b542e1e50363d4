package org.livemirror.testkit;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.livemirror.store.Digests;

/** The text of a guard, in any of the forms the field has seen. Fluent; for one thread. */
public final class ForgedGuard {
  private static final DateTimeFormatter GMT =
      DateTimeFormatter.ofPattern("yyyyMMdd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Map<String, Digests> files = new LinkedHashMap<>();
  private Optional<Instant> header = Optional.of(Forge.PUBLISHED);
  private String lineEnd = "\r\n";
  private boolean sha1 = true;
  private boolean sha256 = true;
  private boolean upperCase;
  private boolean expired;

  /** Names a file. */
  public ForgedGuard file(String name, byte[] content) {
    files.put(name, BytesContent.digests(content));
    return this;
  }

  public ForgedGuard lastModified(Instant time) {
    header = Optional.of(time);
    return this;
  }

  public ForgedGuard withoutHeader() {
    header = Optional.empty();
    return this;
  }

  /** Ends lines with LF instead of CRLF. */
  public ForgedGuard lf() {
    lineEnd = "\n";
    return this;
  }

  /** Spells digests in capitals. */
  public ForgedGuard upperCase() {
    upperCase = true;
    return this;
  }

  public ForgedGuard sha1Only() {
    sha256 = false;
    return this;
  }

  public ForgedGuard sha256Only() {
    sha1 = false;
    return this;
  }

  /** Marks all files as withdrawn. */
  public ForgedGuard expired() {
    expired = true;
    return this;
  }

  /** The guard's bytes. */
  public byte[] bytes() {
    StringBuilder out = new StringBuilder();
    header.ifPresent(
        time -> {
          line(out, "[GuardHeader]");
          line(out, "Legal=made for a test");
          line(out, "LastModifiedUtcSeconds=" + time.getEpochSecond());
          line(out, "LastModifiedGmtFormated=" + GMT.format(time));
        });
    files.forEach(
        (name, digests) -> {
          line(out, "[File-" + name + "]");
          if (sha1) {
            line(out, "SHA1=" + hex(digests.sha1()));
          }
          if (sha256) {
            line(out, "SHA256=" + hex(digests.sha256()));
          }
          if (expired) {
            line(out, "SHA1_EXPIRED=" + hex(digests.sha1()));
          }
        });
    return Forge.bytes(out.toString());
  }

  private void line(StringBuilder out, String text) {
    out.append(text).append(lineEnd);
  }

  private String hex(Object digest) {
    return upperCase ? digest.toString().toUpperCase(Locale.ROOT) : digest.toString();
  }
}
