package org.livemirror.app.command;

/** What the program's exit status means. */
public final class ExitStatus {
  public static final int DONE = 0;

  /** Content was refused, or a check failed. */
  public static final int REFUSED = 1;

  /** The command line or the configuration is wrong. */
  public static final int USAGE = 2;

  /** Upstream, network or disk. */
  public static final int FAILED = 3;

  private ExitStatus() {}
}
