package org.livemirror.http.content;

/**
 * Bytes of a file that follow each other.
 *
 * @param first offset of the first one
 * @param length how many; may be 0 only for a file without bytes
 */
record Span(long first, long length) {
  /** The offset behind the last one. */
  long end() {
    return first + length;
  }

  /** As Content-Range tells it: RFC 9110 §14.4. */
  String contentRange(long size) {
    return "bytes " + first + "-" + (end() - 1) + "/" + size;
  }
}
