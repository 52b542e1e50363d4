package org.livemirror.app.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.livemirror.http.limit.Network;
import org.livemirror.http.limit.Rate;
import org.livemirror.http.limit.RequestRate;
import org.livemirror.http.limit.Schedule;
import org.livemirror.http.limit.Shaping;

/**
 * The part of the {@code http:} section that protects the server: who may come, how many, how
 * often, how fast.
 *
 * @param allow who may come; empty for everybody
 * @param deny who may not
 * @param proxies who is believed when it tells for whom it asks
 * @param requestsPerSecond of one address; 0 for no limit
 * @param requestBurst of one address after a pause
 * @param inFlight exchanges under way
 * @param passwords the file of users; empty if nobody is asked
 */
public record ProtectionSettings(
    List<Network> allow,
    List<Network> deny,
    List<Network> proxies,
    int connections,
    int connectionsPerAddress,
    int requestsPerSecond,
    int requestBurst,
    int inFlight,
    Shaping shaping,
    Optional<Path> passwords) {
  private static final int MILLION = 1_000_000;

  static ProtectionSettings read(YamlReader http, Path folder) {
    List<Network> allow = http.list("allow", List.of(), Network::parse);
    List<Network> deny = http.list("deny", List.of(), Network::parse);
    for (Network network : deny) {
      if (allow.contains(network)) {
        http.problem("deny", "found " + network + " in allow as well (expected it in one of them)");
      }
    }
    YamlReader limits = http.section("limits");
    return new ProtectionSettings(
        allow,
        deny,
        http.list("proxies", List.of(), Network::parse),
        limits.get("connections", "20000", text -> Values.number(text, 1, MILLION)),
        limits.get("connectionsPerAddress", "512", text -> Values.number(text, 1, MILLION)),
        limits.get(
            "requestsPerSecond", "0", text -> Values.number(text, 0, RequestRate.MAX_PER_SECOND)),
        limits.get(
            "requestBurst", "200", text -> Values.number(text, 1, RequestRate.MAX_PER_SECOND)),
        limits.get("inFlight", "20000", text -> Values.number(text, 1, MILLION)),
        shaping(http.section("shaping")),
        http.optional("passwords", text -> folder.resolve(Values.path(text)).normalize()));
  }

  private static Shaping shaping(YamlReader section) {
    return new Shaping(
        Rate.always(section.get("total", "0", Values::rate)),
        Rate.always(section.get("perAddress", "0", Values::rate)),
        lines(section.sections("networks")));
  }

  private static List<Shaping.Line> lines(List<YamlReader> sections) {
    List<Shaping.Line> lines = new ArrayList<>();
    Set<Network> seen = new HashSet<>();
    for (YamlReader section : sections) {
      List<Network> networks = section.list("network", List.of(), Network::parse);
      if (networks.isEmpty()) {
        section.problem("network", "found none (expected a network such as 10.1.0.0/16)");
      }
      for (Network network : networks) {
        if (!seen.add(network)) {
          section.problem("network", "found " + network + " twice (expected each once)");
        }
      }
      long rate = section.required("rate", "1KB", ProtectionSettings::lineRate);
      Optional<Schedule> schedule = section.optional("schedule", Schedule::parse);
      Optional<Long> otherwise = section.optional("otherwise", Values::rate);
      if (otherwise.isPresent() && !section.has("schedule")) {
        section.problem("otherwise", "found it without schedule (expected both, or rate alone)");
      }
      long other = schedule.isEmpty() ? rate : otherwise.orElse(0L);
      lines.add(new Shaping.Line(networks, new Rate(rate, schedule, other)));
    }
    return lines;
  }

  /** A line has a limit at some time, else it would not be listed. */
  private static long lineRate(String text) {
    long rate = Values.rate(text);
    if (rate == 0) {
      throw new IllegalArgumentException("found '" + text + "' (expected a rate such as 2Mbit)");
    }
    return rate;
  }

  /**
   * Why connections may run out of file descriptors before their limit is reached; empty if they do
   * not.
   *
   * @param descriptors how many this process may have open; negative if that is not known
   */
  public Optional<String> descriptorProblem(long descriptors) {
    // Connections share the files that are sent, of which 1024 are kept open; the rest is for the
    // store, FTP and the JVM.
    long needed = connections + 2_000L;
    return descriptors < 0 || descriptors >= needed
        ? Optional.empty()
        : Optional.of(
            "http.limits.connections is %d, but this process may open %d files only (expected %d:"
                    .formatted(connections, descriptors, needed)
                + " raise the limit, ulimit -n or LimitNOFILE=, or lower http.limits.connections)");
  }
}
