package org.livemirror.app.wiring;

import java.time.Instant;
import org.livemirror.core.event.PullEnd;
import org.livemirror.core.pull.PullReport;
import org.livemirror.core.pull.PullReport.Outcome;
import org.livemirror.core.space.SizeText;
import org.livemirror.store.Channel;

/** Pull reports for people. */
public final class PullText {
  private PullText() {}

  /** One line: how the pull ended and what moved. */
  public static String summary(PullReport report) {
    String moved =
        "%d catalogs%s%s, %d packages fetched (%s), %d here already, %d products not offered"
            .formatted(
                report.catalogs(),
                report.stale().isEmpty() ? "" : " (" + report.stale().size() + " stale)",
                report.rolledBack().isEmpty()
                    ? ""
                    : ", " + report.rolledBack().size() + " not taken as they were rolled back",
                report.fetched().size(),
                bytes(report.fetchedBytes()),
                report.kept(),
                report.notOffered().size());
    int repaired = report.repairs().repaired().size();
    int lost = report.repairs().lost().size();
    if (repaired + lost > 0) {
      moved += ", %d damaged files repaired, %d not".formatted(repaired, lost);
    }
    if (report.outcome() instanceof Outcome.Published published) {
      return "published generation %d%s: %s"
          .formatted(published.generation().number(), where(published), moved);
    }
    if (report.outcome() instanceof Outcome.Refused refused) {
      return "refused, nothing published: " + refused.refusals().size() + " problems; " + moved;
    }
    return "nothing new: " + moved;
  }

  /** How a pull ended that found out what the source has. */
  static PullEnd end(PullReport report, Instant started, Instant ended) {
    PullEnd.Result result =
        report.outcome() instanceof Outcome.Published
            ? PullEnd.Result.PUBLISHED
            : report.outcome() instanceof Outcome.Refused
                ? PullEnd.Result.REFUSED
                : PullEnd.Result.UNCHANGED;
    return new PullEnd(
        report.source(),
        result,
        started,
        ended,
        report.fetchedBytes(),
        report.stale().size(),
        summary(report));
  }

  /** How a pull ended that did not come to an end. */
  static PullEnd failed(String source, Instant started, Instant ended, Exception e) {
    return new PullEnd(
        source, PullEnd.Result.FAILED, started, ended, 0, 0, String.valueOf(e.getMessage()));
  }

  private static String where(Outcome.Published published) {
    if (published.channel() == Channel.PRODUCTION) {
      return "";
    }
    return " to testing" + (published.held() ? " (switching is held)" : "");
  }

  /** A number of bytes, short: {@code 214.3 KB}. */
  public static String bytes(long bytes) {
    return SizeText.of(bytes);
  }
}
