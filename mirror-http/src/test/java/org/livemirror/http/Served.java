package org.livemirror.http;

import java.util.Base64;
import org.livemirror.store.Entry;

/**
 * A file that a {@link Site} serves, and what every answer tells of it.
 *
 * @param body its bytes as Latin-1 characters
 */
record Served(Entry entry, String type, String body) {
  private static final String MODIFIED = "Sun, 06 Nov 1994 08:49:37 GMT";

  String etag() {
    return "\"sha256-" + entry.blob() + "\"";
  }

  /** Of 304. */
  Expected unchanged() {
    return new Expected("304 Not Modified")
        .with("ETag", etag())
        .with("Last-Modified", MODIFIED)
        .with(
            "Cache-Control",
            entry.kind() == Entry.Kind.POINTER
                ? "no-cache"
                : "public, max-age=31536000, immutable");
  }

  private Expected of(String status, String contentType, String bytes) {
    String digest = Base64.getEncoder().encodeToString(entry.blob().bytes());
    return unchanged()
        .withStatus(status)
        .with("Repr-Digest", "sha-256=:" + digest + ":")
        .with("Accept-Ranges", "bytes")
        .with("Content-Type", contentType)
        .withBody(bytes);
  }

  /** Of 200. */
  Expected whole() {
    return of("200 OK", type, body);
  }

  /** Of 206, with one range or several: {@code 0-1,3-4}. */
  Expected ranges(String ranges) {
    String[] each = ranges.split(",", -1);
    if (each.length == 1) {
      return of("206 Partial Content", type, bytes(ranges))
          .with("Content-Range", contentRange(ranges));
    }
    StringBuilder parts = new StringBuilder();
    for (String range : each) {
      parts.append(
          "%s--%s\r\nContent-Type: %s\r\nContent-Range: %s\r\n\r\n%s"
              .formatted(
                  parts.isEmpty() ? "" : "\r\n",
                  Expected.BOUNDARY,
                  type,
                  contentRange(range),
                  bytes(range)));
    }
    return of(
        "206 Partial Content",
        "multipart/byteranges; boundary=" + Expected.BOUNDARY,
        parts + "\r\n--" + Expected.BOUNDARY + "--\r\n");
  }

  String contentRange(String range) {
    return "bytes " + range + "/" + body.length();
  }

  private String bytes(String range) {
    int dash = range.indexOf('-');
    return body.substring(
        Integer.parseInt(range.substring(0, dash)),
        Integer.parseInt(range.substring(dash + 1)) + 1);
  }
}
