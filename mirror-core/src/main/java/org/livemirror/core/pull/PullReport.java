package org.livemirror.core.pull;

import java.util.List;
import org.livemirror.core.catalog.ProductId;
import org.livemirror.core.trust.Refusal;
import org.livemirror.store.Channel;
import org.livemirror.store.ContentPath;
import org.livemirror.store.Generation;

/**
 * What a pull found and did.
 *
 * @param source the source's name
 * @param outcome how it ended
 * @param catalogs mini-TRIs that the source offers
 * @param notOffered products asked for that it does not offer
 * @param fetched packages fetched in this pull
 * @param fetchedBytes their bytes and those of the catalogs
 * @param kept packages that were here already
 * @param rolledBack catalogs that the operator rolled back, so that they are not taken again
 * @param stale catalogs without new content for longer than the policy's limit
 * @param repairs what became of files of the source that were damaged or missing here
 */
public record PullReport(
    String source,
    Outcome outcome,
    int catalogs,
    List<ProductId> notOffered,
    List<ContentPath> fetched,
    long fetchedBytes,
    int kept,
    List<ContentPath> rolledBack,
    List<ContentPath> stale,
    Repairs repairs) {
  public PullReport {
    notOffered = List.copyOf(notOffered);
    fetched = List.copyOf(fetched);
    rolledBack = List.copyOf(rolledBack);
    stale = List.copyOf(stale);
  }

  /** The same pull, after it was seen to what was damaged. */
  PullReport with(Repairs made) {
    return new PullReport(
        source,
        outcome,
        catalogs,
        notOffered,
        fetched,
        fetchedBytes,
        kept,
        rolledBack,
        stale,
        made);
  }

  /** How a pull ended. */
  public sealed interface Outcome {
    /**
     * There is a new generation.
     *
     * @param channel which clients it is for
     * @param held whether switching is held, so that it is not for all
     */
    record Published(Generation generation, Channel channel, boolean held) implements Outcome {}

    /** The source has what is served already. */
    record Unchanged() implements Outcome {}

    /**
     * Something was refused; what is served is what was served before.
     *
     * @param setAside what of it is kept for the operator
     */
    record Refused(List<Refusal> refusals, List<SetAside> setAside) implements Outcome {
      public Refused {
        refusals = List.copyOf(refusals);
        setAside = List.copyOf(setAside);
      }
    }
  }

  /**
   * A refused file that is kept in the quarantine.
   *
   * @param file as in its refusal
   * @param place where the operator finds it
   */
  public record SetAside(String file, String place) {}
}
