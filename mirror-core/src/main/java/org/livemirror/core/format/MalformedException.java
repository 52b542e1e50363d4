package org.livemirror.core.format;

import org.livemirror.core.catalog.ForeignText;

/** Bytes are not of the format they should be. */
public final class MalformedException extends Exception {
  private final String place;
  private final String found;
  private final String expected;

  /**
   * @param place where: {@code line 12}, {@code member v.grd}
   * @param found may hold the bytes themselves: it is shortened and made one line
   */
  public MalformedException(String place, String found, String expected) {
    super(place + ": found " + ForeignText.shown(found) + " (expected " + expected + ")");
    this.place = place;
    this.found = ForeignText.shown(found);
    this.expected = expected;
  }

  public String place() {
    return place;
  }

  public String found() {
    return found;
  }

  public String expected() {
    return expected;
  }
}
