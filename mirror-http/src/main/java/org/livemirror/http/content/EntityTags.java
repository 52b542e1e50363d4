package org.livemirror.http.content;

import java.util.ArrayList;
import java.util.List;

/**
 * The value of If-Match or If-None-Match: RFC 9110 §8.8.3, §13.1. A malformed value matches
 * nothing.
 *
 * @param any whether it is {@code *}
 * @param tags with their quotes, weak ones with {@code W/}
 */
record EntityTags(boolean any, List<String> tags) {
  private static final EntityTags NOTHING = new EntityTags(false, List.of());

  static EntityTags parse(List<String> values) {
    String text = String.join(",", values);
    if (text.trim().equals("*")) {
      return new EntityTags(true, List.of());
    }
    List<String> tags = new ArrayList<>();
    int at = 0;
    boolean separated = true;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == ' ' || c == '\t' || c == ',') {
        separated |= c == ',';
        at++;
        continue;
      }
      int quote = text.startsWith("W/", at) ? at + 2 : at;
      int end = quote < text.length() ? text.indexOf('"', quote + 1) : -1;
      if (!separated || end < 0 || text.charAt(quote) != '"') {
        return NOTHING;
      }
      tags.add(text.substring(at, end + 1));
      at = end + 1;
      separated = false;
    }
    return new EntityTags(false, tags);
  }

  /** Strong comparison with a strong tag: §8.8.3.2. */
  boolean strong(String etag) {
    return any || tags.contains(etag);
  }

  /** Weak comparison with a strong tag: §8.8.3.2. */
  boolean weak(String etag) {
    return any || tags.contains(etag) || tags.contains("W/" + etag);
  }
}
