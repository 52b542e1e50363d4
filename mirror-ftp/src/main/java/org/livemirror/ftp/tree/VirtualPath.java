package org.livemirror.ftp.tree;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * An absolute path as clients spell it, without {@code .}, {@code ..} or empty segments: {@code /},
 * {@code /opt/content}. Whether anything is there is for {@link Tree} to say.
 */
public final class VirtualPath {
  public static final VirtualPath ROOT = new VirtualPath("/");

  private final String text;

  private VirtualPath(String text) {
    this.text = text;
  }

  /** The path that {@code path} means to a client in this folder; {@code ..} stops at the root. */
  public VirtualPath resolve(String path) {
    Deque<String> segments = new ArrayDeque<>();
    String whole = path.startsWith("/") ? path : text + "/" + path;
    for (String segment : whole.split("/", -1)) {
      switch (segment) {
        case "", "." -> {}
        case ".." -> segments.pollLast();
        default -> segments.addLast(segment);
      }
    }
    return new VirtualPath("/" + String.join("/", segments));
  }

  /** The last segment; empty for the root. */
  public String name() {
    return text.substring(text.lastIndexOf('/') + 1);
  }

  @Override
  public String toString() {
    return text;
  }
}
