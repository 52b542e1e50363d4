package org.livemirror.http.access;

import org.livemirror.http.exchange.Exchange;

/**
 * How an exchange is written as one line of printable ASCII. For one thread at a time, as it
 * remembers texts it has made.
 */
interface LineFormat {
  // No client makes a line longer than LineBuffer.MAX_LINE: the longest texts, in characters.
  int MAX_TARGET = 4096;
  int MAX_REFERER = 1024;
  int MAX_AGENT = 512;
  int MAX_USER = 128;
  int MAX_WORD = 32;

  /** What a text that was cut ends in. */
  String CUT = "...";

  /** Appends the line, line feed included. */
  void write(Exchange exchange, LineBuffer line);
}
