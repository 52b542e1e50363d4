package org.livemirror.store.s3;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code LOCK} says: who has the right to publish, a name of this one taking of it, and how
 * long it holds after it was written.
 */
record LeaseText(String holder, String id, Duration term) {
  private static final Pattern LINES =
      Pattern.compile("([ -~]{1,300})\nlease ([0-9a-f-]{36}) for (\\d{1,6}) s\n");

  /** What stands in {@code LOCK} while nobody has it. */
  static final byte[] FREE = "free\n".getBytes(StandardCharsets.US_ASCII);

  static LeaseText mine(Duration term) {
    return new LeaseText(
        ("process " + ProcessHandle.current().pid() + " on " + host()).replaceAll("[^ -~]", "?"),
        UUID.randomUUID().toString(),
        term);
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "an unnamed host";
    }
  }

  /** Reads the lines; empty for anything else, such as {@link #FREE} or a folder's lock file. */
  static Optional<LeaseText> read(byte[] bytes) {
    Matcher matcher = LINES.matcher(new String(bytes, StandardCharsets.US_ASCII));
    return matcher.matches()
        ? Optional.of(
            new LeaseText(
                matcher.group(1),
                matcher.group(2),
                Duration.ofSeconds(Long.parseLong(matcher.group(3)))))
        : Optional.empty();
  }

  byte[] bytes() {
    return (holder + "\nlease " + id + " for " + term.toSeconds() + " s\n")
        .getBytes(StandardCharsets.US_ASCII);
  }
}
