package org.livemirror.app.wiring;

import java.util.Optional;

/** What the build wrote into the jar. */
public final class Build {
  private Build() {}

  /** The program's version; {@code (not packaged)} where it does not run from its jar. */
  public static String version() {
    return Optional.ofNullable(Build.class.getPackage().getImplementationVersion())
        .orElse("(not packaged)");
  }
}
