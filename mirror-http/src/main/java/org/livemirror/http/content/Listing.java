package org.livemirror.http.content;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.livemirror.http.exchange.Answer;
import org.livemirror.http.exchange.HeaderNames;
import org.livemirror.http.exchange.RequestTarget;
import org.livemirror.store.ContentPath;
import org.livemirror.store.Entry;
import org.livemirror.store.Generation;

/**
 * The folders of a generation as HTML indexes with relative links, in the line form that mirroring
 * tools know from common servers: name, UTC time, bytes.
 *
 * <p>Files that the newest publish dropped are served still, but not shown; a folder that holds
 * nothing else is not there. Takes time in proportion to the folder's whole subtree.
 */
final class Listing {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd-MMM-uuuu HH:mm", Locale.US).withZone(ZoneOffset.UTC);

  private final Generation generation;

  Listing(Generation generation) {
    this.generation = generation;
  }

  /**
   * The index of a folder, or 301 to the name with its slash, or 404.
   *
   * @param absolute the decoded path as asked for
   * @param folder the folder, or empty for a base folder
   */
  Answer answer(String absolute, Optional<ContentPath> folder) {
    if (folder.isPresent() && !shown(folder.get())) {
      return Answer.plain(HttpResponseStatus.NOT_FOUND);
    }
    if (!absolute.endsWith("/")) {
      // Relative, so that it stays on this host whatever the path and the proxies before us are.
      String name = absolute.substring(absolute.lastIndexOf('/') + 1);
      return Answer.plain(HttpResponseStatus.MOVED_PERMANENTLY)
          .with(HeaderNames.LOCATION, RequestTarget.segment(name) + "/");
    }
    return Answer.of(
            HttpResponseStatus.OK,
            "text/html; charset=utf-8",
            html(absolute, folder).getBytes(StandardCharsets.UTF_8))
        .with(HeaderNames.CACHE_CONTROL, "no-cache");
  }

  private boolean shown(ContentPath folder) {
    return generation.children(Optional.of(folder)).stream()
        .anyMatch(child -> shown(Optional.of(folder), child));
  }

  private boolean shown(Optional<ContentPath> parent, Generation.Child child) {
    return child.entry().isPresent()
        ? !child.entry().get().isDropped()
        : shown(ContentPath.of(parent.map(folder -> folder + "/").orElse("") + child.name()));
  }

  private String html(String absolute, Optional<ContentPath> folder) {
    String title = "Index of " + escape(absolute);
    StringBuilder html =
        new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\">")
            .append(
                "<title>%s</title></head>\n<body>\n<h1>%s</h1>\n<pre>\n".formatted(title, title));
    if (folder.isPresent()) {
      html.append("<a href=\"../\">../</a>\n");
    }
    for (Generation.Child child : generation.children(folder)) {
      if (shown(folder, child)) {
        html.append(line(child));
      }
    }
    return html.append("</pre>\n</body>\n</html>\n").toString();
  }

  private static String line(Generation.Child child) {
    Optional<Entry> file = child.entry();
    String slash = file.isPresent() ? "" : "/";
    String link =
        "<a href=\"%s%s\">%s%s</a>"
            .formatted(RequestTarget.segment(child.name()), slash, escape(child.name()), slash);
    return link
        + file.map(f -> "  " + TIME.format(f.modified()) + "  " + f.sizeBytes()).orElse("  -")
        + "\n";
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
