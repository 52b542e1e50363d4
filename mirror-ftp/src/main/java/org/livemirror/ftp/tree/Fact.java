package org.livemirror.ftp.tree;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** A fact that MLSD and MLST tell of a file or folder, RFC 3659 §7.5. */
public enum Fact {
  TYPE,
  SIZE,
  MODIFY,
  PERM,
  UNIQUE;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** A time as MDTM and the modify fact spell it, RFC 3659 §2.3: UTC, whole seconds. */
  public static String time(Instant instant) {
    return TIME.format(instant);
  }

  /** The fact of that name, case ignored. */
  public static Optional<Fact> named(String name) {
    return Arrays.stream(values()).filter(fact -> fact.toString().equalsIgnoreCase(name)).findAny();
  }

  /** The facts of a file or folder, each ended by {@code ;}, in declared order. */
  public static String all(Set<Fact> wanted, Node node) {
    return Arrays.stream(values())
        .filter(wanted::contains)
        .flatMap(fact -> fact.of(node).stream().map(value -> fact + "=" + value + ";"))
        .collect(Collectors.joining());
  }

  private Optional<String> of(Node node) {
    boolean file = node instanceof Node.File;
    return switch (this) {
      case TYPE -> Optional.of(file ? "file" : "dir");
      case SIZE ->
          node instanceof Node.File found
              ? Optional.of(Long.toString(found.entry().sizeBytes()))
              : Optional.empty();
      case MODIFY -> Optional.of(time(node.modified()));
      case PERM -> Optional.of(file ? "r" : "el");
      case UNIQUE -> Optional.of(unique(node.identity()));
    };
  }

  /** A value may hold no space or {@code ;}, which paths do, so it is a digest of the path. */
  private static String unique(String identity) {
    UUID digest = UUID.nameUUIDFromBytes(identity.getBytes(StandardCharsets.UTF_8));
    return digest.toString().replace("-", "");
  }

  /** The name as it goes over the wire. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
