package org.livemirror.testkit.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What a soak counted, and what it found wrong. Safe for all threads. */
final class Findings {
  private static final int TOLD = 20;

  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
  private final List<String> first = new ArrayList<>();
  private long wrong;

  void count(String what) {
    add(what, 1);
  }

  void add(String what, long number) {
    counts.computeIfAbsent(what, unused -> new LongAdder()).add(number);
  }

  /** The number of one thing counted, 0 if it never was. */
  long counted(String what) {
    LongAdder counted = counts.get(what);
    return counted == null ? 0 : counted.sum();
  }

  /** Something is not as it has to be; the newest generation is told with it. */
  synchronized void wrong(String what) {
    wrong++;
    if (first.size() < TOLD) {
      first.add("generation %d: %s".formatted(counted("generations"), what));
    }
  }

  synchronized long wrongs() {
    return wrong;
  }

  /** The first things found wrong, in order. */
  synchronized List<String> first() {
    return List.copyOf(first);
  }

  Map<String, LongAdder> counts() {
    return new TreeMap<>(counts);
  }
}
