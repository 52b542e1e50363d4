package org.livemirror.app.wiring;

import java.net.InetAddress;
import java.util.Locale;
import java.util.stream.Stream;
import org.livemirror.admin.metrics.HttpMeters;
import org.livemirror.http.exchange.Exchange;
import org.livemirror.http.exchange.HttpEvents;

/** Takes what the HTTP plane tells to the meters, as neither plane knows the other. */
final class HttpRecorder implements HttpEvents {
  private final HttpMeters meters;

  HttpRecorder(HttpMeters meters) {
    this.meters = meters;
  }

  /** Meters for what the plane tells. */
  static HttpMeters newMeters() {
    return new HttpMeters(Stream.of(Reason.values()).map(HttpRecorder::label).toList());
  }

  private static String label(Reason reason) {
    return reason.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void opened() {
    meters.opened();
  }

  @Override
  public void closed() {
    meters.closed();
  }

  @Override
  public void turnedAway(InetAddress client, Reason reason) {
    meters.turnedAway(label(reason));
  }

  @Override
  public void ended(Exchange exchange) {
    meters.ended(
        exchange.method(),
        exchange.status(),
        exchange.sentBytes(),
        exchange.whole(),
        exchange.tookNanos());
  }
}
