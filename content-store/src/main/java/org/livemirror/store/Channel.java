package org.livemirror.store;

import java.util.Locale;

/** Which clients a generation is for. Each channel has a pointer to the generation it serves. */
public enum Channel {
  /** What clients are served. Its pointer is {@code CURRENT}. */
  PRODUCTION("CURRENT"),

  /** What is tried out before it reaches production. Its pointer is {@code TESTING}. */
  TESTING("TESTING");

  private final String pointerName;

  Channel(String pointerName) {
    this.pointerName = pointerName;
  }

  /** The file or object that holds the pointer. */
  public String pointerName() {
    return pointerName;
  }

  /** In lower case, for people and for JSON. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
