package org.livemirror.ftp.verb;

/** What one command does. Without state; runs on the session's event loop and never blocks. */
interface Verb {
  Outcome run(Session session, String argument);

  /** Whether it is for clients that are not logged in, too. */
  default boolean beforeLogin() {
    return false;
  }

  /** Whether it runs at once while a transfer is running, not after it. */
  default boolean duringTransfer() {
    return false;
  }
}
