package org.livemirror.http.content;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.livemirror.core.publish.BasePaths.Place;
import org.livemirror.core.publish.Channels;
import org.livemirror.http.exchange.Answer;
import org.livemirror.http.exchange.Methods;
import org.livemirror.http.exchange.RequestHead;
import org.livemirror.http.exchange.Route;
import org.livemirror.store.Channel;
import org.livemirror.store.ContentPath;
import org.livemirror.store.Entry;
import org.livemirror.store.Generation;

/**
 * Answers GET and HEAD on content: path → snapshot once → entry → conditions and range → headers.
 *
 * <p>Touches no blob. Safe for all threads; never blocks.
 */
public final class ContentAnswers {
  private static final Route NOT_FOUND = new Route.Now(Answer.plain(HttpResponseStatus.NOT_FOUND));

  /** How many targets are remembered; a longer target is not. */
  private static final int KNOWN = 8192;

  private static final int KNOWN_LENGTH = 256;

  private final Channels channels;
  private final boolean listing;
  private final Clock clock;
  private final Multipart multipart;

  /**
   * What was answered to targets before, each at the place of its hash, the last one winning. Two
   * threads may write at once: either is right.
   */
  private final AtomicReferenceArray<@Nullable Known> known = new AtomicReferenceArray<>(KNOWN);

  /**
   * What a target meant in a generation.
   *
   * @param file none if there is nothing
   */
  private record Known(
      String target, Channel channel, Generation generation, @Nullable ServedFile file) {}

  /**
   * @param listing whether folders are shown
   * @param maxRanges how many ranges one request may ask for, at least one; more get 416
   */
  public ContentAnswers(Channels channels, boolean listing, int maxRanges, Clock clock) {
    this.channels = channels;
    this.listing = listing;
    this.clock = clock;
    this.multipart = new Multipart(maxRanges);
  }

  /** The answer to a request, if its target was answered before and still means the same file. */
  public @Nullable Route known(RequestHead head) {
    Known last = known.get(place(head.target()));
    if (last == null
        || !last.target().equals(head.target())
        || last.generation() != current(last.channel())
        || !isRead(head)) {
      return null;
    }
    return last.file() == null ? NOT_FOUND : last.file().answer(head, clock);
  }

  private void remember(
      RequestHead head, Channel channel, Generation generation, @Nullable ServedFile file) {
    if (head.target().length() <= KNOWN_LENGTH) {
      known.set(place(head.target()), new Known(head.target(), channel, generation, file));
    }
  }

  private static int place(String target) {
    int hash = target.hashCode() * 0x9e3779b1;
    return hash >>> (32 - Integer.numberOfTrailingZeros(KNOWN));
  }

  private static boolean isRead(RequestHead head) {
    return Methods.reads(head.method());
  }

  private Generation current(Channel channel) {
    return channels.of(channel).current().generation();
  }

  /**
   * Answers one request.
   *
   * @param absolute the decoded path as asked for
   * @param place what it means
   */
  public Route answer(RequestHead head, String absolute, Place place) {
    if (!isRead(head)) {
      return new Route.Now(Methods.other(head.method(), Methods.READ));
    }
    Generation generation = current(place.channel());
    String relative = place.relative();
    if (relative.isEmpty()) {
      return folder(generation, absolute, Optional.empty());
    }
    boolean slash = relative.endsWith("/");
    Optional<ContentPath> path =
        ContentPath.parse(slash ? relative.substring(0, relative.length() - 1) : relative);
    if (path.isEmpty()) {
      return NOT_FOUND;
    }
    Optional<Entry> entry = slash ? Optional.empty() : generation.find(path.get());
    if (entry.isPresent()) {
      return file(head, place.channel(), generation, entry.get());
    }
    Route folder = folder(generation, absolute, path);
    if (folder.equals(NOT_FOUND)) {
      remember(head, place.channel(), generation, null);
    }
    return folder;
  }

  private Route file(RequestHead head, Channel channel, Generation generation, Entry entry) {
    Instant now = clock.instant();
    ServedFile file = new ServedFile(entry, multipart, now);
    if (!entry.modified().isAfter(now)) {
      remember(head, channel, generation, file);
    }
    return file.answer(head, clock);
  }

  private Route folder(Generation generation, String absolute, Optional<ContentPath> folder) {
    if (!listing || (folder.isPresent() && !generation.isFolder(folder.get()))) {
      return NOT_FOUND;
    }
    return new Route.Work(() -> new Listing(generation).answer(absolute, folder));
  }
}
