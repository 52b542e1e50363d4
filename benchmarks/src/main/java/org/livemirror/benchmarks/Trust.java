package org.livemirror.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * Measures verification, part after part, and says which targets are met.
 *
 * <p>Options: see {@link Options#USAGE}.
 */
public final class Trust {
  private static final int NOISE_PACKAGES = 4;

  private Trust() {}

  public static void main(String[] words) throws Exception {
    Options options;
    try {
      options = Options.parse(List.of(words));
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "\n" + Options.USAGE);
      System.exit(2);
      return;
    }
    System.exit(run(options) ? 0 : 1);
  }

  private static boolean run(Options options) throws Exception {
    System.out.printf(
        "Java %s, %d processors%n",
        System.getProperty("java.vm.version"), Runtime.getRuntime().availableProcessors());
    boolean met = true;
    List<Duel.Result> results = new ArrayList<>();
    Material material = Material.in(options.folder(), options.packages(), Material.Filling.RECORDS);
    System.out.println(Duel.Result.HEADER);
    for (String part : options.parts()) {
      switch (part) {
        case "hash" -> results.addAll(Hashing.run(material, options.passes()));
        case "guards" ->
            results.addAll(
                InnerGuards.run("guards", InnerGuards.TARGET, material, options.passes()));
        case "noise" ->
            // What it costs where unpacking is for nothing; there is no target for it.
            results.addAll(
                InnerGuards.run(
                    "noise",
                    0,
                    Material.in(options.folder(), NOISE_PACKAGES, Material.Filling.NOISE),
                    options.passes() * 2));
        case "catalogs" -> results.addAll(Catalogs.run(options.passes()));
        case "cliff" -> met &= Cliff.run();
        case "soak" -> met &= Soak.run(material, options.soak());
        default -> throw new IllegalStateException(part);
      }
    }
    return met && results.stream().allMatch(Duel.Result::isMet);
  }
}
