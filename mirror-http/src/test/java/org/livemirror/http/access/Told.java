package org.livemirror.http.access;

import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.livemirror.http.exchange.Exchange;
import org.livemirror.store.ContentPath;

/** An exchange of a test: a plain one, and what differs. */
record Told(
    InetAddress client,
    @Nullable String user,
    String method,
    String target,
    String protocol,
    @Nullable String referer,
    @Nullable String userAgent,
    int status,
    long sentBytes,
    boolean whole,
    Optional<ContentPath> content,
    long startedMillis,
    long tookNanos)
    implements Exchange {

  /** A file of 1536 bytes, sent within 1.5 ms. */
  static Told plain() {
    return new Told(
        address("192.0.2.7"),
        null,
        "GET",
        "/clu-prod/minitri.flg",
        "HTTP/1.1",
        null,
        "LiveUpdate/1.0",
        200,
        1536,
        true,
        ContentPath.parse("minitri.flg"),
        Instant.parse("2026-11-21T11:52:40.250Z").toEpochMilli(),
        1_500_000);
  }

  static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  Told from(String address) {
    return with(address(address), user, method, target, protocol, referer, userAgent);
  }

  Told by(String name) {
    return with(client, name, method, target, protocol, referer, userAgent);
  }

  Told asking(String newMethod, String newTarget, String newProtocol) {
    return with(client, user, newMethod, newTarget, newProtocol, referer, userAgent);
  }

  Told saying(@Nullable String newReferer, @Nullable String newUserAgent) {
    return with(client, user, method, target, protocol, newReferer, newUserAgent);
  }

  private Told with(
      InetAddress newClient,
      @Nullable String newUser,
      String newMethod,
      String newTarget,
      String newProtocol,
      @Nullable String newReferer,
      @Nullable String newUserAgent) {
    return new Told(
        newClient,
        newUser,
        newMethod,
        newTarget,
        newProtocol,
        newReferer,
        newUserAgent,
        status,
        sentBytes,
        whole,
        content,
        startedMillis,
        tookNanos);
  }

  /** As it ends when no file is sent. */
  Told ending(int newStatus, long bytes, boolean isWhole) {
    return new Told(
        client,
        user,
        method,
        target,
        protocol,
        referer,
        userAgent,
        newStatus,
        bytes,
        isWhole,
        Optional.empty(),
        startedMillis,
        tookNanos);
  }

  Told taking(long nanos) {
    return new Told(
        client,
        user,
        method,
        target,
        protocol,
        referer,
        userAgent,
        status,
        sentBytes,
        whole,
        content,
        startedMillis,
        nanos);
  }

  /** The same, but it throws when half of its line is written. */
  Exchange breaking() {
    return (Exchange)
        Proxy.newProxyInstance(
            Told.class.getClassLoader(),
            new Class<?>[] {Exchange.class},
            (proxy, called, arguments) -> {
              if (called.getName().equals("status")) {
                throw new IllegalStateException("made for a test");
              }
              return called.invoke(this, arguments);
            });
  }
}
