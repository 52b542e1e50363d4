package org.livemirror.ftp.verb;

import io.netty.util.concurrent.Future;
import java.util.List;
import org.livemirror.ftp.data.Body;
import org.livemirror.ftp.wire.Reply;

/** What a verb decided. */
public sealed interface Outcome {
  /** An answer, now. */
  record Answer(Reply reply) implements Outcome {}

  /** An answer that is being prepared; it never fails. Later commands wait for it. */
  record Later(Future<Reply> reply) implements Outcome {}

  /**
   * A body to send over the data connection. Later commands wait for its end.
   *
   * @param opening what is announced before the first byte
   */
  record Transfer(String opening, Body body, Report report) implements Outcome {}

  /** An end to the transfer that is running. */
  record Abort() implements Outcome {}

  /** Told once how a transfer ended, on the session's event loop. */
  interface Report {
    Report NONE = (sentBytes, whole) -> {};

    void ended(long sentBytes, boolean whole);
  }

  static Outcome answer(int code, String text) {
    return new Answer(new Reply(code, text));
  }

  static Outcome answer(int code, List<String> lines) {
    return new Answer(new Reply(code, lines));
  }

  /** The answer when a path names nothing, or not what the verb needs. */
  static Outcome missing(String path, String expected) {
    return answer(550, path + ": no such " + expected + ".");
  }
}
