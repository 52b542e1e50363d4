package org.livemirror.app.wiring;

import java.util.Locale;
import org.livemirror.core.scrub.ScrubReport;

/** Scrub reports for people. */
public final class ScrubText {
  private ScrubText() {}

  /** One line: what was read, how long it took, and what is wrong. */
  public static String summary(ScrubReport report) {
    String read =
        String.format(
            Locale.ROOT,
            "%d blobs, %s in %.1f s: ",
            report.blobs(),
            PullText.bytes(report.bytes()),
            report.took().toMillis() / 1000.0);
    boolean whole = report.damages().isEmpty() && report.generations().isEmpty();
    return read
        + (whole
            ? "no damage"
            : report.damages().size()
                + " damaged, "
                + report.generations().size()
                + " generations damaged")
        + report.stopped().map(reason -> "; stopped: " + reason).orElse("");
  }
}
