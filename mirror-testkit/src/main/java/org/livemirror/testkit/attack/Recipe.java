package org.livemirror.testkit.attack;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One attack or quirk: what a mirror serves, what is offered to it next, and what must happen; read
 * from {@code recipe.yaml}. What is left out is good and ordinary. Unknown keys are errors.
 *
 * @param test the class of a case that needs more than an offer, such as a killed process
 * @param version of the attacked product, instead of one whose revisions are dates
 * @param now the mirror's clock when it takes the offer
 * @param chains signers by name, besides {@code vendor}, the good one
 * @param policy whom the mirror trusts
 * @param served what it took before
 * @param offered what lies at the upstream now
 * @param files what becomes of the files after they were written
 * @param upstream how the server of the files misbehaves
 */
public record Recipe(
    @Nullable String test,
    @Nullable String version,
    @Nullable String now,
    Map<String, Chain> chains,
    Policy policy,
    Offer served,
    Offer offered,
    List<FileStep> files,
    List<Scripted> upstream,
    Expect expect) {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  public Recipe {
    chains = chains == null ? Map.of() : Map.copyOf(chains);
    policy = policy == null ? Policy.ORDINARY : policy;
    served = served == null ? Offer.ORDINARY : served;
    offered = offered == null ? Offer.ORDINARY : offered;
    files = files == null ? List.of() : List.copyOf(files);
    upstream = upstream == null ? List.of() : List.copyOf(upstream);
  }

  /** A recipe under its folder's name. */
  public record Case(String name, Path folder, Recipe recipe) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** A signer's chain that is good until told otherwise; see {@code ForgedChain.Maker}. */
  public record Chain(
      @Nullable String root,
      @Nullable String key,
      @Nullable String signer,
      @Nullable String algorithm,
      @Nullable String caAlgorithm,
      @Nullable Integer signerBits,
      @Nullable List<String> purposes,
      @Nullable List<String> rootValid,
      @Nullable List<String> intermediateValid,
      @Nullable List<String> signerValid,
      boolean signerIsAuthority,
      boolean intermediateIsNoAuthority) {}

  /**
   * The trust settings, as in {@code livemirror.yaml}; certificates are {@code chain.root}, {@code
   * chain.intermediate} or {@code chain.signer}.
   */
  public record Policy(
      List<String> anchors,
      List<String> pins,
      List<String> denied,
      List<String> intermediates,
      @Nullable Boolean embeddedIntermediates,
      @Nullable String weakestDigest,
      @Nullable Integer minRsaBits,
      boolean requireSha256,
      @Nullable Integer innerGuards,
      @Nullable String oldestGuard) {
    static final Policy ORDINARY =
        new Policy(
            List.of("vendor.root"),
            List.of(),
            List.of(),
            List.of(),
            null,
            null,
            null,
            false,
            null,
            null);

    public Policy {
      anchors = anchors == null ? ORDINARY.anchors() : List.copyOf(anchors);
      pins = pins == null ? List.of() : List.copyOf(pins);
      denied = denied == null ? List.of() : List.copyOf(denied);
      intermediates = intermediates == null ? List.of() : List.copyOf(intermediates);
    }
  }

  /**
   * A catalog with one package.
   *
   * @param time of guard and signature
   * @param name the package's
   * @param tri the whole text of the TRI, instead of one made of the rest
   * @param hub the revision of the second product, which offers its one package again if left out
   */
  public record Offer(
      @Nullable String sequence,
      @Nullable String revision,
      @Nullable String time,
      @Nullable String name,
      @Nullable String tri,
      @Nullable Long hub,
      Archive catalog,
      @JsonProperty("package") Archive content) {
    static final Offer ORDINARY =
        new Offer(null, null, null, null, null, null, Archive.ORDINARY, Archive.ORDINARY);

    public Offer {
      catalog = catalog == null ? Archive.ORDINARY : catalog;
      content = content == null ? Archive.ORDINARY : content;
    }
  }

  /**
   * A mini-TRI or a package.
   *
   * @param members all of it, in order; left out, the ordinary ones
   * @param more members before the ordinary ones
   * @param guard how the ordinary guard is
   * @param container {@code zip} or {@code 7z}
   * @param zip what is wrong with the zip
   * @param steps {@link Steps} that change the bytes, which the catalog then vouches for
   * @param damage {@link Steps} that change them afterwards
   */
  public record Archive(
      @Nullable List<Part> members,
      List<Part> more,
      @Nullable Part guard,
      @Nullable String container,
      Zip zip,
      List<String> steps,
      List<String> damage) {
    static final Archive ORDINARY =
        new Archive(null, List.of(), null, null, Zip.ORDINARY, List.of(), List.of());

    public Archive {
      more = more == null ? List.of() : List.copyOf(more);
      zip = zip == null ? Zip.ORDINARY : zip;
      steps = steps == null ? List.of() : List.copyOf(steps);
      damage = damage == null ? List.of() : List.copyOf(damage);
    }
  }

  /** Bytes where a zip has none. */
  public record Zip(
      @Nullable String prefix,
      @Nullable String comment,
      @Nullable String gap,
      @Nullable String suffix,
      @Nullable String directoryComment) {
    static final Zip ORDINARY = new Zip(null, null, null, null, null);
  }

  /**
   * A member; exactly one of the first four says which kind.
   *
   * @param file a file of this name: {@code liveupdt.tri} is the TRI unless a text is given
   * @param beside has the next guard name a file that is not in the archive; {@code package} is the
   *     offer's
   * @param guard {@code <stem>.grd} over the files since the last one, with its {@code .sig}
   * @param signature a further signature over the last guard, under this whole name
   * @param text content; of a guard, instead of what it should be
   * @param bytes so many zeros instead of a text
   * @param archive an archive instead of a text; left out in it, it is as an ordinary package
   * @param stray not in the guard
   */
  public record Part(
      @Nullable String file,
      @Nullable String beside,
      @Nullable String guard,
      @Nullable String signature,
      @Nullable String text,
      int bytes,
      @Nullable Archive archive,
      boolean stray,
      boolean deflated,
      boolean symbolicLink,
      boolean encrypted,
      @Nullable String localName,
      @Nullable String time,
      boolean withoutHeader,
      boolean upperCase,
      boolean lf,
      boolean sha1Only,
      boolean sha256Only,
      boolean expired,
      boolean unsigned,
      Sign sign) {
    public Part {
      sign = sign == null ? Sign.ORDINARY : sign;
    }
  }

  /**
   * A signature.
   *
   * @param by the chain
   * @param over other bytes than the guard's
   * @param certificates those inside, instead of all but the root
   */
  public record Sign(
      @Nullable String by,
      @Nullable String at,
      @Nullable String digest,
      @Nullable String over,
      @Nullable List<String> certificates,
      boolean embedded,
      boolean withoutTime) {
    static final Sign ORDINARY = new Sign(null, null, null, null, null, false, false);
  }

  /**
   * One file is copied to another place, or removed; {@code catalog}, {@code package}, {@code hub}
   * or a name.
   */
  public record FileStep(@Nullable String copy, @Nullable String to, @Nullable String remove) {}

  /** Faults of the server for one file: for the next requests, or for all. */
  public record Scripted(String file, List<String> next, @Nullable String always) {
    public Scripted {
      next = next == null ? List.of() : List.copyOf(next);
    }
  }

  /**
   * What must happen.
   *
   * @param message parts of what a failed pull says
   * @param setAside the files that are kept for the operator
   * @param stale the product counts as stale
   * @param verify {@code good} where {@code verify} cannot refuse, as the rule needs history
   */
  public record Expect(
      Outcome outcome,
      List<Refused> refusals,
      List<String> message,
      List<String> setAside,
      boolean stale,
      @Nullable String verify) {
    public Expect {
      refusals = refusals == null ? List.of() : List.copyOf(refusals);
      message = message == null ? List.of() : List.copyOf(message);
      setAside = setAside == null ? List.of() : List.copyOf(setAside);
    }
  }

  /** How a pull ends. */
  public enum Outcome {
    PUBLISHED,
    UNCHANGED,
    REFUSED,
    FAILED
  }

  /** A refusal with its facts; {@code ${…}} as in {@link AttackSite#resolve}. */
  public record Refused(String file, String rule, String found, String expected) {}

  /** Reads members of an archive. */
  static List<Part> parts(String yaml) {
    try {
      return List.of(YAML.readValue(yaml, Part[].class));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Reads a recipe. */
  public static Recipe read(Path file) throws IOException {
    return YAML.readerFor(Recipe.class).readValue(file.toFile());
  }

  /** All cases below a folder, by name. */
  public static List<Case> all(Path cases) throws IOException {
    List<Case> all = new ArrayList<>();
    try (Stream<Path> folders = Files.list(cases)) {
      for (Path folder : folders.sorted().toList()) {
        all.add(
            new Case(
                String.valueOf(folder.getFileName()), folder, read(folder.resolve("recipe.yaml"))));
      }
    }
    return all;
  }
}
