package org.livemirror.ftp.data;

/**
 * The ports that data connections may come to.
 *
 * @param first the lowest, or 0 for any free port
 * @param last the highest, included
 */
public record PortRange(int first, int last) {
  /** Any free port. */
  public static final PortRange ANY = new PortRange(0, 0);

  public PortRange {
    boolean any = first == 0 && last == 0;
    if (!any && (first < 1 || last < first || last > 65535)) {
      throw new IllegalArgumentException(
          "passive ports " + first + "-" + last + " (expected 0-0 or within 1-65535)");
    }
  }

  boolean isAny() {
    return first == 0;
  }

  int size() {
    return last - first + 1;
  }
}
