package org.livemirror.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.livemirror.http.Client.Reply;

/**
 * An answer as it has to be: status line, every header but Date, body.
 *
 * @param head whether it answers a HEAD, and so has no body whatever its length says
 * @param body bytes as Latin-1 characters; {@link #BOUNDARY} stands for the boundary of parts
 */
record Expected(String status, Map<String, String> headers, String body, boolean head) {
  /** As long as a boundary is. */
  static final String BOUNDARY = "<boundary-of-thirty-two-letters>";

  private static final Pattern DRAWN =
      Pattern.compile("multipart/byteranges; boundary=([0-9a-f]{32})");

  Expected(String status) {
    this(status, Map.of("X-Content-Type-Options", "nosniff"), "", false);
  }

  /** One whose text is its status. */
  static Expected plain(String status) {
    return new Expected(status)
        .with("Content-Type", "text/plain; charset=utf-8")
        .with("Cache-Control", "no-cache")
        .withBody(status + "\n");
  }

  Expected with(String name, String value) {
    Map<String, String> more = new TreeMap<>(headers);
    more.put(name, value);
    return new Expected(status, more, body, head);
  }

  Expected without(String name) {
    Map<String, String> fewer = new TreeMap<>(headers);
    fewer.remove(name);
    return new Expected(status, fewer, body, head);
  }

  Expected withBody(String bytes) {
    return new Expected(status, headers, bytes, head)
        .with("Content-Length", Integer.toString(bytes.length()));
  }

  Expected withStatus(String other) {
    return new Expected(other, headers, body, head);
  }

  Expected asHead() {
    return new Expected(status, headers, body, true);
  }

  /** Whether the text is the status; an answer may give a reason behind it. */
  private boolean isPlain() {
    return body.equals(status + "\n");
  }

  boolean closes() {
    return "close".equals(headers.get("Connection"));
  }

  void check(String row, Reply reply) {
    assertThat(reply.status()).as(row).isEqualTo("HTTP/1.1 " + status);
    Matcher drawn = DRAWN.matcher(reply.headers().getOrDefault("Content-Type", ""));
    String boundary = drawn.matches() ? drawn.group(1) : BOUNDARY;
    Map<String, String> told = new TreeMap<>(headers);
    if (isPlain() && reply.text().startsWith(status + ": ")) {
      told.put("Content-Length", Integer.toString(reply.text().length()));
      assertThat(reply.headers()).as(row).isEqualTo(told);
      return;
    }
    told.replaceAll((name, value) -> value.replace(BOUNDARY, boundary));
    assertThat(reply.headers()).as(row).isEqualTo(told);
    assertThat(reply.text()).as(row).isEqualTo(head ? "" : body.replace(BOUNDARY, boundary));
  }
}
