package org.livemirror.core.format;

/** Bytes are not of the format they should be. */
public final class MalformedException extends Exception {
  private final String place;
  private final String found;
  private final String expected;

  /**
   * @param place where: {@code line 12}, {@code member v.grd}
   */
  public MalformedException(String place, String found, String expected) {
    super(place + ": found " + found + " (expected " + expected + ")");
    this.place = place;
    this.found = found;
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
