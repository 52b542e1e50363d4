package org.livemirror.testkit.attack;

import java.time.Duration;
import org.livemirror.testkit.FakeUpstream;
import org.livemirror.testkit.Fault;

/** Reads faults as recipes spell them, such as {@code drop_after 100}, joined by {@code and}. */
final class Faults {
  private Faults() {}

  static void script(Recipe.Scripted scripted, String file, FakeUpstream server) {
    scripted.next().forEach(text -> server.next(file, parse(text, file)));
    if (scripted.always() != null) {
      server.always(file, parse(scripted.always(), file));
    }
  }

  private static Fault parse(String text, String file) {
    Fault fault = Fault.none();
    for (String part : text.split(" and ", -1)) {
      String[] words = part.split(" ", 2);
      fault = fault.and(fault(words[0], words.length < 2 ? "" : words[1], file));
    }
    return fault;
  }

  private static Fault fault(String name, String value, String file) {
    return switch (name) {
      case "none" -> Fault.none();
      case "drop_after" -> Fault.dropAfter(Integer.parseInt(value));
      case "stall_after" -> Fault.stallAfter(Integer.parseInt(value));
      case "drip_millis" -> Fault.drip(Duration.ofMillis(Long.parseLong(value)));
      case "silence" -> Fault.silence();
      case "ignore_range" -> Fault.ignoreRange();
      case "content_range" -> Fault.contentRange(value);
      case "length_too_long_by" -> Fault.lengthTooLongBy(Long.parseLong(value));
      case "endless" -> Fault.endless();
      case "no_length" -> Fault.noLength();
      case "status" -> Fault.status(Integer.parseInt(value));
      case "redirect_to_itself" -> Fault.redirect("/" + file);
      case "etag" -> Fault.eTag(value);
      default -> throw new IllegalArgumentException("fault '" + name + "'");
    };
  }
}
