package org.livemirror.http.limit;

import java.util.function.Supplier;

/** Whether a request may be answered, as far as passwords go. */
public sealed interface Access {
  /** It may, as it is this user's. */
  record Allowed(String user) implements Access {}

  /** 401 with {@code WWW-Authenticate: } {@link Passwords#CHALLENGE}. */
  record Challenge() implements Access {}

  /** 429 with Retry-After: too many wrong passwords from this address. */
  record Later(long seconds) implements Access {}

  /**
   * Not known yet: {@code check} takes as long as hashing a password does, some 50 ms of processor
   * time, and must run off the event loops. It never gives {@code NeedsWork} and never throws.
   */
  record NeedsWork(Supplier<Access> check) implements Access {}
}
