package org.livemirror.testkit.soak;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * The head of a well-formed answer.
 *
 * @param headers by name in small letters
 * @param bodyBytes how many bytes of body follow
 */
record Reply(int status, Map<String, String> headers, long bodyBytes) {
  /** An answer that is not what HTTP, or the request, allows. */
  static final class Wrong extends IOException {
    private static final long serialVersionUID = 1;

    Wrong(String message) {
      super(message);
    }
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /** A header that this answer must have. */
  String need(String name) throws Wrong {
    return header(name).orElseThrow(() -> new Wrong(status + " without " + name + ": " + headers));
  }

  void needs(String name, String value) throws Wrong {
    if (!need(name).equals(value)) {
      throw new Wrong(
          "%d with %s: '%s' (expected '%s')".formatted(status, name, need(name), value));
    }
  }

  void is(int expected) throws Wrong {
    if (status != expected) {
      throw new Wrong("status " + status + " (expected " + expected + "): " + headers);
    }
  }
}
