package org.livemirror.testkit;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** One way in which a {@link FakeUpstream} answers a request otherwise than it should. */
public final class Fault {
  private final Consumer<Answer> change;

  private Fault(Consumer<Answer> change) {
    this.change = change;
  }

  void applyTo(Answer answer) {
    change.accept(answer);
  }

  /** None: the request is answered as it should be. */
  public static Fault none() {
    return new Fault(answer -> {});
  }

  /** Hangs up after so many bytes of the body. */
  public static Fault dropAfter(int bodyBytes) {
    return new Fault(answer -> answer.cutAfter = bodyBytes);
  }

  /** Sends the head and so many bytes of the body, then nothing until the client hangs up. */
  public static Fault stallAfter(int bodyBytes) {
    return new Fault(
        answer -> {
          answer.cutAfter = bodyBytes;
          answer.stalls = true;
        });
  }

  /** Sends the body one byte at a time. */
  public static Fault drip(Duration pause) {
    return new Fault(answer -> answer.pause = pause);
  }

  /** Pauses after each 16 KiB of the body. */
  public static Fault pace(Duration pause) {
    return new Fault(answer -> answer.pace = pause);
  }

  /** Says nothing at all until the client hangs up. */
  public static Fault silence() {
    return new Fault(answer -> answer.silent = true);
  }

  /** Answers 200 with the whole file whatever range is asked for. */
  public static Fault ignoreRange() {
    return new Fault(
        answer -> {
          answer.status = 200;
          answer.first = 0;
        });
  }

  /** Sends the range that was asked for under another label, such as {@code bytes 0-9/10}. */
  public static Fault contentRange(String label) {
    return new Fault(answer -> answer.contentRange = label);
  }

  /** Declares so many bytes more than there are, sends those there are and hangs up. */
  public static Fault lengthTooLongBy(long bytes) {
    return new Fault(
        answer -> {
          answer.declared = OptionalLong.of(answer.rest() + bytes);
          answer.hangsUp = true;
        });
  }

  /** Sends bytes without declaring a length, until the client hangs up. */
  public static Fault endless() {
    return new Fault(
        answer -> {
          answer.declared = OptionalLong.empty();
          answer.endless = true;
        });
  }

  /** Sends the file without declaring its length; its end is the end of the connection. */
  public static Fault noLength() {
    return new Fault(
        answer -> {
          answer.declared = OptionalLong.empty();
          answer.hangsUp = true;
        });
  }

  /** Answers with a status and no body. */
  public static Fault status(int status) {
    return new Fault(answer -> answer.become(status));
  }

  /** Answers 302; a location that is the request's own URL makes a loop. */
  public static Fault redirect(String location) {
    return new Fault(
        answer -> {
          answer.become(302);
          answer.location = location;
        });
  }

  /** Gives another ETag, as after the file was replaced; empty text for none. */
  public static Fault eTag(String eTag) {
    return new Fault(answer -> answer.eTag = eTag);
  }

  /** This fault and another one in the same answer. */
  public Fault and(Fault other) {
    return new Fault(change.andThen(other.change));
  }
}
