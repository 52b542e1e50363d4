package org.livemirror.testkit.attack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.livemirror.core.format.Guard;
import org.livemirror.testkit.Forge;
import org.livemirror.testkit.ForgedArchive;
import org.livemirror.testkit.ForgedGuard;
import org.livemirror.testkit.ForgedSignature;
import org.livemirror.testkit.ForgedZip;
import org.livemirror.testkit.attack.Recipe.Archive;
import org.livemirror.testkit.attack.Recipe.Part;
import org.livemirror.testkit.attack.Recipe.Sign;

/**
 * Makes one archive of a recipe: its parts in order, each guard over the files since the last one.
 * For one thread.
 */
final class ArchiveMaker {
  /** The parts of a package that is as it should be. */
  static final List<Part> PACKAGE = Recipe.parts("[{file: content.dat}, {guard: v}]");

  private final Trusted trusted;
  private final Instant time;
  private final Map<String, byte[]> known;
  private final List<ForgedZip.Entry> entries = new ArrayList<>();
  private final ForgedArchive plain = Forge.standard().archive();
  private final Map<String, byte[]> guarded = new LinkedHashMap<>();
  private byte[] lastGuard = {};

  /**
   * @param time of guards and signatures that give none
   * @param known content of files that parts name without giving it
   */
  ArchiveMaker(Trusted trusted, Instant time, Map<String, byte[]> known) {
    this.trusted = trusted;
    this.time = time;
    this.known = known;
  }

  byte[] make(Archive archive, List<Part> ordinary) {
    parts(archive, ordinary).forEach(this::add);
    byte[] bytes = "7z".equals(archive.container()) ? plain.sevenZip() : zip(archive.zip());
    for (String step : archive.steps()) {
      bytes = Steps.apply(step, bytes);
    }
    return bytes;
  }

  private static List<Part> parts(Archive archive, List<Part> ordinary) {
    if (archive.members() != null) {
      return archive.members();
    }
    List<Part> parts = new ArrayList<>(archive.more());
    ordinary.stream()
        .map(part -> part.guard() != null && archive.guard() != null ? archive.guard() : part)
        .forEach(parts::add);
    return parts;
  }

  private byte[] zip(Recipe.Zip twist) {
    ForgedZip zip = new ForgedZip();
    for (int i = 0; i < entries.size(); i++) {
      if (i == 1 && twist.gap() != null) {
        zip.gap(latin(twist.gap()));
      }
      if (i == 0 && twist.directoryComment() != null) {
        entries.get(0).directoryComment(latin(twist.directoryComment()));
      }
      zip.add(entries.get(i));
    }
    if (twist.comment() != null) {
      zip.comment(latin(twist.comment()));
    }
    byte[] prefix = latin(Objects.requireNonNullElse(twist.prefix(), ""));
    byte[] suffix = latin(Objects.requireNonNullElse(twist.suffix(), ""));
    return Steps.join(Steps.join(prefix, zip.bytes()), suffix);
  }

  private void add(Part part) {
    if (part.file() != null) {
      addFile(part, part.file());
    } else if (part.beside() != null) {
      guarded.put(name(part.beside()), content(part, part.beside()));
    } else if (part.guard() != null) {
      addGuard(part, part.guard());
    } else {
      put(part, Objects.requireNonNull(part.signature()), signature(part.sign()));
    }
  }

  private void addFile(Part part, String file) {
    byte[] content = content(part, file);
    if (!part.stray()) {
      guarded.put(Guard.baseName(file), content);
    }
    put(part, file, content);
  }

  /** The offer's package goes by a role; all else by its name. */
  private String name(String role) {
    return role.equals("package")
        ? new String(Objects.requireNonNull(known.get("package.name")), ISO_8859_1)
        : role;
  }

  private byte[] content(Part part, String name) {
    if (part.text() != null) {
      return latin(part.text());
    }
    if (part.archive() != null) {
      return new ArchiveMaker(trusted, time, known).make(part.archive(), PACKAGE);
    }
    return part.bytes() > 0 ? new byte[part.bytes()] : known.getOrDefault(name, latin(name));
  }

  private void addGuard(Part part, String stem) {
    ForgedGuard guard =
        new ForgedGuard().lastModified(part.time() == null ? time : Instant.parse(part.time()));
    guarded.forEach(guard::file);
    guarded.clear();
    if (part.withoutHeader()) {
      guard.withoutHeader();
    }
    if (part.upperCase()) {
      guard.upperCase();
    }
    if (part.lf()) {
      guard.lf();
    }
    if (part.sha1Only()) {
      guard.sha1Only();
    }
    if (part.sha256Only()) {
      guard.sha256Only();
    }
    if (part.expired()) {
      guard.expired();
    }
    lastGuard = part.text() == null ? guard.bytes() : latin(part.text());
    put(part, stem + ".grd", lastGuard);
    if (!part.unsigned()) {
      put(part, stem + ".sig", signature(part.sign()));
    }
  }

  private byte[] signature(Sign sign) {
    byte[] over = sign.over() == null ? lastGuard : latin(sign.over());
    ForgedSignature signature =
        trusted
            .forge(Objects.requireNonNullElse(sign.by(), Trusted.VENDOR))
            .signature(over)
            .signedAt(sign.at() == null ? time : Instant.parse(sign.at()));
    if (sign.digest() != null) {
      signature.digest(sign.digest());
    }
    if (sign.certificates() != null) {
      signature.certificates(
          sign.certificates().stream().map(trusted::certificate).toArray(X509Certificate[]::new));
    }
    if (sign.embedded()) {
      signature.embedded();
    }
    if (sign.withoutTime()) {
      signature.withoutSigningTime();
    }
    return signature.der();
  }

  private void put(Part part, String name, byte[] content) {
    plain.stray(name, content);
    ForgedZip.Entry entry = new ForgedZip.Entry(name, content);
    if (part.deflated()) {
      entry.deflated();
    }
    if (part.symbolicLink()) {
      entry.symbolicLink();
    }
    if (part.encrypted()) {
      entry.flags(1);
    }
    if (part.localName() != null) {
      entry.localName(part.localName());
    }
    entries.add(entry);
  }

  private static byte[] latin(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
