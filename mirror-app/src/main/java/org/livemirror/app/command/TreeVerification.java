package org.livemirror.app.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.livemirror.core.catalog.MiniTriName;
import org.livemirror.core.trust.Proof;
import org.livemirror.core.trust.Refusal;
import org.livemirror.core.trust.RefusedException;
import org.livemirror.core.trust.VerifiedCatalog;
import org.livemirror.core.trust.Verifier;
import org.livemirror.store.HashedContent;
import org.livemirror.store.file.HashedFile;

/**
 * Verifies files where they lie: mini-TRIs first, then each package against the catalogs of its
 * folder, then other archives by their own guards.
 */
final class TreeVerification {
  private final Verifier verifier;
  private final Map<Path, Verdict> verdicts = new LinkedHashMap<>();
  private final Map<Path, List<VerifiedCatalog>> catalogs = new HashMap<>();

  TreeVerification(Verifier verifier) {
    this.verifier = verifier;
  }

  /** What became of one file. */
  sealed interface Verdict {
    Path file();

    /** It may be served. */
    record Good(Path file, String kind, Proof proof) implements Verdict {}

    /** It must not be served. */
    record Refused(Path file, Refusal refusal) implements Verdict {}

    /** It is not signed content. */
    record Skipped(Path file, String why) implements Verdict {}
  }

  /**
   * A verdict for every file at or below {@code paths}, and for every package that a catalog in a
   * given folder names and that is not there.
   */
  List<Verdict> verify(List<Path> paths) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path path : paths) {
      try (Stream<Path> found = Files.walk(path)) {
        found
            .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
            .sorted()
            .forEach(files::add);
      }
    }
    for (Path file : files) {
      Optional<MiniTriName> name = MiniTriName.parse(name(file));
      if (name.isPresent()) {
        judge(file, () -> catalog(file, name.get()));
      }
    }
    for (Path file : files) {
      if (!verdicts.containsKey(file)) {
        judge(file, () -> other(file));
      }
    }
    findMissing(
        paths.stream()
            .filter(Files::isDirectory)
            .map(path -> path.toAbsolutePath().normalize())
            .toList());
    return List.copyOf(verdicts.values());
  }

  private Verdict catalog(Path file, MiniTriName name) throws IOException, RefusedException {
    VerifiedCatalog catalog =
        verifier.verifyCatalog(name.path(), name.product(), HashedFile.of(file));
    catalogs.computeIfAbsent(folder(file), unused -> new ArrayList<>()).add(catalog);
    return new Verdict.Good(file, "mini-TRI", catalog.proof());
  }

  private Verdict other(Path file) throws IOException, RefusedException {
    if (name(file).equalsIgnoreCase("minitri.flg")) {
      return new Verdict.Skipped(file, "the flag is not signed");
    }
    HashedContent content = HashedFile.of(file);
    Verdict verdict = null;
    for (VerifiedCatalog catalog : catalogs.getOrDefault(folder(file), List.of())) {
      Optional<String> named =
          catalog.catalog().fileNames().stream()
              .filter(each -> each.equalsIgnoreCase(name(file)))
              .findFirst();
      if (named.isPresent()) {
        verdict =
            new Verdict.Good(
                file, "package", verifier.verifyPackage(catalog, named.get(), content).proof());
      }
    }
    if (verdict != null) {
      return verdict;
    }
    return isArchive(file)
        ? new Verdict.Good(
            file, "archive that no catalog here names", verifier.verifyArchive(name(file), content))
        : new Verdict.Skipped(file, "neither a zip nor a 7z archive");
  }

  private static boolean isArchive(Path file) throws IOException {
    byte[] head;
    try (var in = Files.newInputStream(file)) {
      head = in.readNBytes(2);
    }
    boolean zip = head.length == 2 && head[0] == 'P' && head[1] == 'K';
    boolean sevenZip = head.length == 2 && head[0] == '7' && head[1] == 'z';
    return zip || sevenZip || name(file).matches("(?i)\\d{10}.*|.*\\.(zip|jdb|m25)");
  }

  private void findMissing(List<Path> trees) {
    for (Map.Entry<Path, List<VerifiedCatalog>> folder : catalogs.entrySet()) {
      if (trees.stream().noneMatch(tree -> folder.getKey().startsWith(tree))) {
        continue;
      }
      for (VerifiedCatalog catalog : folder.getValue()) {
        for (String fileName : catalog.catalog().fileNames()) {
          Path file = folder.getKey().resolve(fileName);
          boolean judged = verdicts.keySet().stream().anyMatch(each -> sameName(each, file));
          if (!judged && !Files.exists(file)) {
            verdicts.put(
                file,
                new Verdict.Refused(
                    file, new Refusal.MissingPackage(fileName, catalog.path().toString())));
          }
        }
      }
    }
  }

  private static boolean sameName(Path one, Path other) {
    return folder(one).equals(folder(other)) && name(one).equalsIgnoreCase(name(other));
  }

  private void judge(Path file, Judgement judgement) throws IOException {
    try {
      verdicts.put(file, judgement.verdict());
    } catch (RefusedException e) {
      verdicts.put(file, new Verdict.Refused(file, e.refusal()));
    }
  }

  /** Comes to a verdict, or refuses. */
  private interface Judgement {
    Verdict verdict() throws IOException, RefusedException;
  }

  private static Path folder(Path file) {
    Path parent = file.toAbsolutePath().normalize().getParent();
    return parent == null ? Path.of("/") : parent;
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
  }
}
