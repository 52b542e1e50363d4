package org.livemirror.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.livemirror.app.wiring.PullText;

/** A server's status for people. */
final class StatusText {
  private static final String ROW = "%-12s %s";

  private final Output lines;

  StatusText(Output lines) {
    this.lines = lines;
  }

  void print(JsonNode status) {
    lines.line(
        ROW,
        "server",
        "livemirror %s, up %s, since %s"
            .formatted(
                text(status, "version"),
                span(status.path("uptimeSeconds").longValue()),
                text(status, "started")));
    lines.line(
        ROW, "ready", status.path("ready").asBoolean() ? "yes" : text(status, "unreadyReason"));
    status
        .path("listeners")
        .properties()
        .forEach(each -> lines.line(ROW, each.getKey(), each.getValue().asText("off")));
    served("production", status.path("production"));
    if (status.path("testing").isNull()) {
      lines.line(ROW, "testing", "the same");
    } else {
      served("testing", status.path("testing"));
    }
    lines.line(
        ROW,
        "switching",
        status.path("heldSince").isNull()
            ? "not held"
            : "held since " + text(status, "heldSince") + ": pulls go to testing");
    status.path("sources").forEach(this::source);
    store(status.path("store"));
    scrub(status.path("scrub"));
    lines.line(
        ROW,
        "connections",
        "http %s, ftp %s"
            .formatted(
                status.at("/connections/http").asText("off"),
                status.at("/connections/ftp").asText("off")));
  }

  private void served(String channel, JsonNode served) {
    int number = served.path("generation").intValue();
    lines.line(
        ROW,
        channel,
        number == 0
            ? "nothing published yet"
            : "generation %d of %s, %d files, %s: %s"
                .formatted(
                    number,
                    text(served, "created"),
                    served.path("files").intValue(),
                    PullText.bytes(served.path("bytes").longValue()),
                    text(served, "reason")));
    if (!served.path("damage").isNull()) {
      lines.line(ROW, "", "damaged: " + text(served, "damage"));
    }
  }

  private void source(JsonNode source) {
    JsonNode pull = source.path("lastPull");
    String last =
        pull.isNull()
            ? "not pulled since the server started"
            : "%s at %s: %s"
                .formatted(
                    text(pull, "result").toLowerCase(java.util.Locale.ROOT),
                    text(pull, "ended"),
                    text(pull, "summary"));
    lines.line(ROW, "source", text(source, "name") + ": " + last);
    lines.line(
        ROW,
        "",
        source.path("nextPull").isNull()
            ? "no pull is due"
            : "next pull at " + text(source, "nextPull"));
  }

  private void store(JsonNode store) {
    String used =
        store.path("usedBytes").isNull() ? "not counted yet" : bytes(store, "usedBytes") + " used";
    String free =
        store.path("usableBytes").isNull() ? "" : ", " + bytes(store, "usableBytes") + " free";
    String quota =
        store.path("quotaBytes").isNull() ? ", no quota" : ", quota " + bytes(store, "quotaBytes");
    lines.line(ROW, "store", used + free + quota);
    if (!store.path("problem").isNull()) {
      lines.line(ROW, "", "cannot be looked at: " + text(store, "problem"));
    }
  }

  private void scrub(JsonNode scrub) {
    String last =
        scrub.path("lastEnded").isNull()
            ? "none since the server started"
            : "%s: %s".formatted(text(scrub, "lastEnded"), text(scrub, "lastResult"));
    String next = scrub.path("next").isNull() ? "" : "; next at " + text(scrub, "next");
    lines.line(ROW, "scrub", last + next);
    int lost = scrub.path("lostBlobs").intValue();
    lines.line(ROW, "damage", lost == 0 ? "none known" : lost + " blobs wait to be repaired");
  }

  private static String bytes(JsonNode node, String name) {
    return PullText.bytes(node.path(name).longValue());
  }

  /** A text of the answer; control characters are not for a terminal. */
  private static String text(JsonNode node, String name) {
    return node.path(name).asText().replaceAll("\\p{Cntrl}", "?");
  }

  private static String span(long seconds) {
    Duration span = Duration.ofSeconds(seconds);
    return span.toDays() > 0
        ? "%d d %d h".formatted(span.toDays(), span.toHoursPart())
        : span.toHours() > 0
            ? "%d h %d min".formatted(span.toHours(), span.toMinutesPart())
            : span.toMinutes() > 0
                ? "%d min %d s".formatted(span.toMinutes(), span.toSecondsPart())
                : span.toSeconds() + " s";
  }
}
