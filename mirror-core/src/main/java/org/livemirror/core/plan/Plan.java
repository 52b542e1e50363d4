package org.livemirror.core.plan;

import java.util.List;
import java.util.OptionalLong;
import org.livemirror.core.catalog.ProductId;
import org.livemirror.store.Sha256;

/**
 * What a client should fetch.
 *
 * @param generation the published generation this was planned from
 * @param products one answer per product and sequence, in the order asked
 */
public record Plan(int generation, List<Answer> products) {
  public Plan {
    products = List.copyOf(products);
  }

  /** Bytes to download for the whole plan. */
  public long totalBytes() {
    return products.stream()
        .flatMap(answer -> answer.steps().stream())
        .mapToLong(Step::sizeBytes)
        .sum();
  }

  /** What a sequence of a product needs. */
  public enum Action {
    /** Nothing: the client has the newest revision. */
    UP_TO_DATE,
    /** A delta from exactly the client's revision. */
    DELTA,
    /** The full daily definitions. */
    CURDEFS_FULL,
    /** The full monthly definitions; large. */
    HUBDEFS_FULL,
    /** A full package of content outside the micro-definition scheme. */
    FULL,
    /** Nothing: the client is newer than this server. */
    AHEAD,
    /** Nothing: this server has no such product, month or sequence. */
    NOT_OFFERED,
    /** Nothing: newer content is offered, but no package leads there from the client's revision. */
    NO_PATH
  }

  /**
   * The answer for one sequence of one product.
   *
   * @param sequence the sequence; empty if the client named none and the product is not offered
   * @param from the revision the client has; 0 for none
   * @param to the revision after the steps, or what the server has if there are none; empty if not
   *     offered
   * @param reason one sentence for people
   */
  public record Answer(
      ProductId product,
      String sequence,
      long from,
      OptionalLong to,
      Action action,
      List<Step> steps,
      String reason) {
    public Answer {
      steps = List.copyOf(steps);
    }
  }

  /** One package to fetch and apply. */
  public record Step(String fileName, long from, long to, long sizeBytes, Sha256 sha256) {}
}
