package org.livemirror.app.wiring;

import java.util.Locale;
import org.livemirror.core.pull.PullReport;
import org.livemirror.core.pull.PullReport.Outcome;

/** Pull reports for people. */
public final class PullText {
  private PullText() {}

  /** One line: how the pull ended and what moved. */
  public static String summary(PullReport report) {
    String moved =
        "%d catalogs%s, %d packages fetched (%s), %d here already, %d products not offered"
            .formatted(
                report.catalogs(),
                report.stale().isEmpty() ? "" : " (" + report.stale().size() + " stale)",
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
      return "published generation " + published.generation().number() + ": " + moved;
    }
    if (report.outcome() instanceof Outcome.Refused refused) {
      return "refused, nothing published: " + refused.refusals().size() + " problems; " + moved;
    }
    return "nothing new: " + moved;
  }

  /** A number of bytes, short: {@code 214.3 KB}. */
  public static String bytes(long bytes) {
    String[] units = {"B", "KB", "MB", "GB", "TB"};
    double value = bytes;
    int unit = 0;
    while (value >= 1000 && unit < units.length - 1) {
      value /= 1000;
      unit++;
    }
    return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, units[unit]);
  }
}
