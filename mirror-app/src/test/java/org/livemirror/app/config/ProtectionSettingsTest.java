package org.livemirror.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.livemirror.http.limit.Network;
import org.livemirror.http.limit.Rate;
import org.livemirror.http.limit.Schedule;
import org.livemirror.http.limit.Shaping;

final class ProtectionSettingsTest {
  private static ProtectionSettings parse(String http) throws ConfigException {
    return Config.parse("t.yaml", "http:\n" + http, Path.of("/etc"), Map.of()).http().protection();
  }

  @Test
  void lines_areRead_withAndWithoutASchedule() throws Exception {
    ProtectionSettings settings =
        parse(
            """
              shaping:
                networks:
                  - {network: 10.1.0.0/16, rate: 2Mbit}
                  - network: [10.2.0.0/16, 2001:db8:2::/48]
                    rate: 100KB
                    schedule: 08:00-18:00 Mon-Fri
                    otherwise: 1MB
                  - {network: 10.3.0.0/16, rate: 100KB, schedule: '22:00-06:00'}
            """);

    assertThat(settings.shaping().lines())
        .containsExactly(
            new Shaping.Line(List.of(Network.parse("10.1.0.0/16")), Rate.always(250_000)),
            new Shaping.Line(
                List.of(Network.parse("10.2.0.0/16"), Network.parse("2001:db8:2::/48")),
                new Rate(100_000, Optional.of(Schedule.parse("08:00-18:00 Mon-Fri")), 1_000_000)),
            new Shaping.Line(
                List.of(Network.parse("10.3.0.0/16")),
                new Rate(100_000, Optional.of(Schedule.parse("22:00-06:00")), 0)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "allow: 10.1.2.3/8 | allow: found '10.1.2.3/8' (expected 10.0.0.0/8, the network it is in",
        "deny: [example.org] | deny: found 'example.org' (expected an address or a network",
        "proxies: any | proxies: found 'any' (expected an address or a network",
        "limits: {connections: 0} | limits.connections: found '0' (expected a number from 1",
        "limits: {requestBurst: 0} | limits.requestBurst: found '0' (expected a number from 1",
        "limits: {rps: 5} | limits.rps: found an unknown key",
        "shaping: {total: 5} | shaping.total: found '5' (expected bytes a second",
        "shaping: {networks: [{rate: 1MB}]} | shaping.networks[0].network: found none",
        "shaping: {networks: [{network: [], rate: 1MB}]} | shaping.networks[0].network: found none",
        "shaping: {networks: [{network: 192.0.2.1}]} | shaping.networks[0].rate: found nothing",
        "shaping: {networks: [{network: 192.0.2.1, rate: 0}]} | shaping.networks[0].rate: found '0'",
        "shaping: {networks: [{network: 192.0.2.1, rate: 1MB, otherwise: 2MB}]} | shaping.networks[0].otherwise: found it without schedule",
        "shaping: {networks: [{network: 192.0.2.1, rate: 1MB, schedule: daily}]} | shaping.networks[0].schedule: found 'daily' (expected hours and days",
        "shaping: {networks: [{network: [192.0.2.1, 192.0.2.1], rate: 1MB}]} | shaping.networks[0].network: found 192.0.2.1 twice",
        "passwords: \"\" | passwords: found nothing (expected text)"
      })
  void setting_thatMeansNothing_isToldWithItsLine(String http, String problem) {
    assertThatThrownBy(() -> parse("  " + http))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("t.yaml line 2: http." + problem);
  }

  @Test
  void network_onBothLists_isRefused() {
    assertThatThrownBy(() -> parse("  allow: [10.0.0.0/8]\n  deny: [10.1.0.0/16, 10.0.0.0/8]\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "t.yaml line 3: http.deny: found 10.0.0.0/8 in allow as well (expected it in one of"
                + " them)");
  }

  @Test
  void connections_thatFilesDoNotSufficeFor_areTold() throws Exception {
    ProtectionSettings settings = parse("  limits: {connections: 1000}\n");
    assertThat(settings.descriptorProblem(3_000)).isEmpty();
    assertThat(settings.descriptorProblem(-1)).isEmpty();
    assertThat(settings.descriptorProblem(1_024))
        .hasValue(
            "http.limits.connections is 1000, but this process may open 1024 files only (expected"
                + " 3000: raise the limit, ulimit -n or LimitNOFILE=, or lower"
                + " http.limits.connections)");
  }
}
