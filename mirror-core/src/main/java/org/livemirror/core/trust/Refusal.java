package org.livemirror.core.trust;

import java.time.Instant;
import java.util.Optional;
import org.livemirror.core.format.MalformedException;

/**
 * Why content is not served: one type for each rule, holding the facts. Printed as one line for the
 * operator.
 */
public sealed interface Refusal {
  /** The file refused. */
  String file();

  /** What was found. */
  String found();

  /** What the rule expects. */
  String expected();

  /** The rule's name, stable for scripts: {@code DigestMismatch}. */
  default String rule() {
    return getClass().getSimpleName();
  }

  /** One line: file, rule, found, expected. */
  default String message() {
    return file() + ": " + rule() + ": found " + found() + " (expected " + expected() + ")";
  }

  /** Bytes are not of their format, or beyond its limits. */
  record Malformed(String file, String place, String found, String expected) implements Refusal {
    Malformed(String file, String inside, MalformedException e) {
      this(file, inside.isEmpty() ? e.place() : inside + " " + e.place(), e.found(), e.expected());
    }

    @Override
    public String message() {
      return file + ": Malformed: " + place + ": found " + found + " (expected " + expected + ")";
    }
  }

  /** An archive has no guard, or a guard has no signature. */
  record Unsigned(String file, Optional<String> guard) implements Refusal {
    @Override
    public String found() {
      return guard.map(name -> "no signature for " + name).orElse("no guard");
    }

    @Override
    public String expected() {
      return guard.map(SignedGuards::signatureName).orElse("a .grd member with its .sig");
    }
  }

  /** A signature is not one over the guard's exact bytes. */
  record BadSignature(String file, String guard, String found) implements Refusal {
    @Override
    public String expected() {
      return "a detached CMS signature over the bytes of " + guard;
    }
  }

  /**
   * The signer's certificates lead to no anchor that the operator trusts, at the time of signing.
   */
  record UntrustedChain(String file, String signer, Instant signingTime, String found)
      implements Refusal {
    @Override
    public String expected() {
      return "a chain from '" + signer + "' to a configured anchor, valid at " + signingTime;
    }
  }

  /** A certificate of the chain is one that the operator denied. */
  record DeniedCertificate(String file, String certificate, String fingerprint) implements Refusal {
    @Override
    public String found() {
      return "'" + certificate + "' with fingerprint " + fingerprint + " in the chain";
    }

    @Override
    public String expected() {
      return "a chain without denied certificates";
    }
  }

  /** A digest or key is weaker than the policy accepts. */
  record WeakCryptography(String file, String found, String expected) implements Refusal {}

  /** The certificate may not sign content. */
  record SignerNotAllowed(String file, String signer, String found, String expected)
      implements Refusal {}

  /** A member is named in no guard. */
  record Unguarded(String file, String member) implements Refusal {
    @Override
    public String found() {
      return "member " + member + " in no guard";
    }

    @Override
    public String expected() {
      return "[File-" + member + "] in a guard of the archive";
    }
  }

  /** A file or member is not the one that its guard names. */
  record DigestMismatch(String file, String member, String algorithm, String found, String expected)
      implements Refusal {
    @Override
    public String message() {
      String where = member.equals(file) ? "" : member + ": ";
      return file
          + ": DigestMismatch: "
          + where
          + "found "
          + algorithm
          + " "
          + found
          + " (expected "
          + expected
          + ")";
    }
  }

  /** A guard gives no digest that the policy accepts. */
  record NoDigest(String file, String member, String found, String expected) implements Refusal {}

  /** A file or member is marked as withdrawn. */
  record Withdrawn(String file, String member) implements Refusal {
    @Override
    public String found() {
      return "SHA1_EXPIRED for " + member;
    }

    @Override
    public String expected() {
      return "a file that is not withdrawn";
    }
  }

  /** A catalog is older than one that was accepted before, or goes back in a sequence. */
  record RolledBack(String file, String what, String found, String expected) implements Refusal {
    @Override
    public String message() {
      return file + ": RolledBack: found " + what + " " + found + " (expected " + expected + ")";
    }
  }

  /** A catalog is older than the operator accepts for its product. */
  record TooOld(String file, String found, String expected) implements Refusal {}

  /**
   * A catalog's times or revisions cannot be: they lie in the future, or jump out of their scheme.
   */
  record Implausible(String file, String found, String expected) implements Refusal {}

  /** A catalog is another product's. */
  record WrongProduct(String file, String found, String expected) implements Refusal {}

  /** A mini-TRI has no {@code liveupdt.tri}. */
  record NoTri(String file) implements Refusal {
    @Override
    public String found() {
      return "no TRI";
    }

    @Override
    public String expected() {
      return "a member liveupdt.tri";
    }
  }

  /** A catalog offers a package that its guard does not name. */
  record PackageNotGuarded(String file, String packageName) implements Refusal {
    @Override
    public String found() {
      return "package " + packageName + " in the TRI and in no guard";
    }

    @Override
    public String expected() {
      return "[File-" + packageName + "] in the catalog's guard";
    }
  }

  /** A catalog offers a package that its source does not have. */
  record MissingPackage(String file, String catalog) implements Refusal {
    @Override
    public String found() {
      return "nothing";
    }

    @Override
    public String expected() {
      return "the package that " + catalog + " names";
    }
  }

  /** A package name, which never changes its meaning, came back with other bytes. */
  record PackageChanged(String file, String found, String expected) implements Refusal {}
}
