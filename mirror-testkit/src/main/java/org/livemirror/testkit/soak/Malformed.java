package org.livemirror.testkit.soak;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.util.List;
import java.util.Random;

/** Requests that are none: each is refused with 4xx, 501 or 505, or the server just hangs up. */
final class Malformed {
  private static final List<String> REQUESTS =
      List.of(
          "GET\r\n\r\n",
          "GET / HTTP/9.9\r\nHost: soak\r\n\r\n",
          "\u0000\u0001\u0002\u00ff\u00fe\r\n\r\n",
          "GET / HTTP/1.1\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
          "GET /%zz HTTP/1.1\r\nHost: soak\r\n\r\n",
          "GET /../../etc/passwd HTTP/1.1\r\nHost: soak\r\n\r\n",
          "GET /" + "x".repeat(40_000) + " HTTP/1.1\r\nHost: soak\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: soak\r\nX: " + "x".repeat(100_000) + "\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: soak\r\nno colon\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: soak\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: soak\r\nContent-Length: -1\r\n\r\n",
          "POST / HTTP/1.1\r\nHost: soak\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n",
          "BREW /pot HTTP/1.1\r\nHost: soak\r\n\r\n",
          "GET /no-such-file.zip HTTP/1.1\r\nHost: soak\r\n\r\n");

  private Malformed() {}

  /** Sends one of them, or a part of one, and looks at the answer. */
  static void send(int port, Random random, Findings findings) throws IOException {
    String request = REQUESTS.get(random.nextInt(REQUESTS.size()));
    findings.count("malformed requests");
    try (Wire wire = new Wire(port, 0)) {
      if (random.nextInt(4) == 0) {
        wire.send(request.substring(0, random.nextInt(request.length())));
        return;
      }
      wire.send(request);
      Reply reply = wire.reply(false);
      int status = reply.status();
      if (status / 100 != 4 && status != 501 && status != 505) {
        String start = request.substring(0, Math.min(60, request.length())).strip();
        throw new Reply.Wrong("status " + status + " to '" + start + "' (expected a refusal)");
      }
      byte[] unused = wire.body(reply);
    } catch (SocketException | EOFException e) {
      findings.count("malformed requests without an answer");
    }
  }
}
