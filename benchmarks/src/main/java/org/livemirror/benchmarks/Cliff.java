package org.livemirror.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Shows where SHA-1 falls off a cliff, and that it does not if the JVM knows it from the start.
 *
 * <p>Runs {@link LateSha1} in JVMs of its own, since a JVM meets a class for the first time once
 * only, and reads what the compiler says of the methods between a message digest and its bytes.
 */
final class Cliff {
  private static final Pattern DIGEST_METHOD =
      Pattern.compile("(provider\\.(DigestBase|SHA|SHA2)|MessageDigest(\\$Delegate)?)::");
  private static final String INVALIDATED = "made not entrant";
  private static final Pattern BY_C2 =
      Pattern.compile("^\\s*\\d+\\s[\\s\\d]*[%sbn!\\s]*\\b4\\s+\\S+::");
  private static final double HARMLESS_MILLIS = 5;
  private static final long CLOCKS_APART_MILLIS = 20;

  private Cliff() {}

  /** One JVM's end: code of digests thrown away as SHA-1 began, and the slowest thread's start. */
  private record Run(List<String> invalidated, LateSha1.Start worst) {}

  /** Returns whether our ways of starting stay off the cliff. */
  static boolean run() throws IOException, InterruptedException {
    System.out.println();
    System.out.printf(
        "%-44s %11s %11s %11s %11s%n",
        "SHA-1 after 2 s of hashing", "invalidated", "slow, ms", "slow MB/s", "steady MB/s");
    Run late = show("first used now", List.of("late", "1", "2"));
    show("first used now, 2 threads", List.of("late", "2", "2"));
    show("first used now, 16 threads", List.of("late", "16", "2"));
    show("one byte of it at the start", List.of("early", "1", "2"));
    Run digester = show("Digester from the first byte on", List.of("digester", "1", "2"));
    show(
        "compiled by C1 with profiling only",
        List.of("early", "1", "2"),
        "-XX:TieredStopAtLevel=3");
    show("interpreted only", List.of("early", "1", "2"), "-Xint");
    System.out.println("what the compiler threw away when SHA-1 was first used:");
    late.invalidated().forEach(line -> System.out.println("  " + line));
    boolean avoided = digester.invalidated().isEmpty() && isHarmless(digester);
    System.out.println(
        (late.invalidated().isEmpty() ? "no cliff seen" : "cliff shown")
            + (avoided ? "; the Digester stays off it" : "; the Digester did NOT stay off it"));
    return avoided;
  }

  private static boolean isHarmless(Run run) {
    return run.worst().slowMillis() < HARMLESS_MILLIS;
  }

  private static Run show(String name, List<String> arguments, String... jvmOptions)
      throws IOException, InterruptedException {
    Run run = start(arguments, jvmOptions);
    LateSha1.Start worst = run.worst();
    System.out.printf(
        Locale.ROOT,
        "%-44s %11d %11.1f %11.0f %11.0f%n",
        name,
        run.invalidated().size(),
        worst.slowMillis(),
        worst.slowMillis() == 0 ? 0 : worst.slowMegabytes() / worst.slowMillis() * 1e3,
        worst.steady());
    return run;
  }

  private static Run start(List<String> arguments, String... jvmOptions)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:+PrintCompilation"));
    command.addAll(List.of(jvmOptions));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), LateSha1.class.getName()));
    command.addAll(arguments);
    Path results = Files.createTempFile("late-sha1", ".txt");
    try {
      Process process = new ProcessBuilder(command).redirectError(results.toFile()).start();
      List<String> compiler;
      try (BufferedReader lines = process.inputReader()) {
        compiler = lines.lines().filter(Cliff::isLoss).toList();
      }
      int status = process.waitFor();
      if (status != 0) {
        throw new IOException(command + ": found status " + status + " (expected 0)");
      }
      return read(Files.readAllLines(results), compiler);
    } finally {
      Files.deleteIfExists(results);
    }
  }

  private static Run read(List<String> results, List<String> losses) {
    long begun = 0;
    List<LateSha1.Start> starts = new ArrayList<>();
    for (String line : results) {
      if (line.startsWith(LateSha1.MARK)) {
        begun = Long.parseLong(line.substring(LateSha1.MARK.length())) - CLOCKS_APART_MILLIS;
      } else if (line.startsWith(LateSha1.Start.HEAD)) {
        starts.add(LateSha1.Start.parse(line));
      }
    }
    long from = begun;
    return new Run(
        losses.stream()
            .map(line -> line.strip().replaceAll("\\s+", " "))
            .filter(line -> Long.parseLong(line.substring(0, line.indexOf(' '))) >= from)
            .toList(),
        starts.stream().max(Comparator.comparingDouble(LateSha1.Start::slowMillis)).orElseThrow());
  }

  /** Whether a line tells that code of the second compiler for digests is thrown away. */
  private static boolean isLoss(String line) {
    return line.contains(INVALIDATED)
        && DIGEST_METHOD.matcher(line).find()
        && BY_C2.matcher(line).find();
  }
}
