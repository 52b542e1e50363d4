package org.livemirror.app.command;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
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
  private final Map<Path, List<VerifiedCatalog>> catalogs = new ConcurrentHashMap<>();

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
    Map<Boolean, List<Path>> byKind =
        files.stream()
            .distinct()
            .collect(Collectors.partitioningBy(file -> MiniTriName.parse(name(file)).isPresent()));
    judgeAll(byKind.getOrDefault(true, List.of()), this::catalog);
    judgeAll(byKind.getOrDefault(false, List.of()), this::other);
    findMissing(
        paths.stream()
            .filter(Files::isDirectory)
            .map(path -> path.toAbsolutePath().normalize())
            .toList());
    return List.copyOf(verdicts.values());
  }

  private Verdict catalog(Path file) throws IOException, RefusedException {
    MiniTriName name = MiniTriName.parse(name(file)).orElseThrow();
    VerifiedCatalog catalog =
        verifier.verifyCatalog(name.path(), name.product(), HashedFile.of(file));
    catalogs.computeIfAbsent(folder(file), unused -> new CopyOnWriteArrayList<>()).add(catalog);
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
          if (!Files.exists(file)
              && verdicts.keySet().stream().noneMatch(each -> sameName(each, file))) {
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

  /** Judges files side by side, one for each processor; the verdicts keep the files' order. */
  private void judgeAll(List<Path> files, Judgement judgement) throws IOException {
    ExecutorService workers =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    try {
      List<Future<Verdict>> judged = new ArrayList<>();
      files.forEach(file -> judged.add(workers.submit(() -> judge(file, judgement))));
      for (int i = 0; i < files.size(); i++) {
        verdicts.put(files.get(i), judged.get(i).get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failed) {
        throw failed;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      workers.shutdownNow();
    }
  }

  private static Verdict judge(Path file, Judgement judgement) throws IOException {
    try {
      return judgement.verdict(file);
    } catch (RefusedException e) {
      return new Verdict.Refused(file, e.refusal());
    }
  }

  /** Comes to a verdict, or refuses. */
  private interface Judgement {
    Verdict verdict(Path file) throws IOException, RefusedException;
  }

  private static Path folder(Path file) {
    Path parent = file.toAbsolutePath().normalize().getParent();
    return parent == null ? Path.of("/") : parent;
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
  }
}
