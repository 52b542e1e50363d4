package org.livemirror.http;

import java.time.Duration;

/** The usual limits, of which a test sets the deadlines that it is about. */
final class Patience {
  private static final HttpLimits.Deadlines USUAL = HttpLimits.DEFAULT.deadlines();

  private Duration handshake = USUAL.handshake();
  private Duration tlsLook = USUAL.tlsLook();
  private Duration requestHead = USUAL.requestHead();
  private Duration requestBody = USUAL.requestBody();
  private Duration keepAlive = USUAL.keepAlive();
  private Duration stalled = USUAL.stalled();
  private Duration linger = USUAL.linger();
  private Duration drain = USUAL.drain();

  Patience handshake(Duration time) {
    handshake = time;
    return this;
  }

  Patience tlsLook(Duration time) {
    tlsLook = time;
    return this;
  }

  Patience requestHead(Duration time) {
    requestHead = time;
    return this;
  }

  Patience requestBody(Duration time) {
    requestBody = time;
    return this;
  }

  Patience keepAlive(Duration time) {
    keepAlive = time;
    return this;
  }

  Patience stalled(Duration time) {
    stalled = time;
    return this;
  }

  Patience linger(Duration time) {
    linger = time;
    return this;
  }

  Patience drain(Duration time) {
    drain = time;
    return this;
  }

  HttpLimits build() {
    return HttpLimits.DEFAULT.withDeadlines(
        new HttpLimits.Deadlines(
            handshake, tlsLook, requestHead, requestBody, keepAlive, stalled, linger, drain));
  }
}
