package org.livemirror.http.content;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
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

  private final Channels channels;
  private final boolean listing;
  private final Clock clock;
  private final Multipart multipart;

  private final Memo production;
  private final Memo testing;

  /**
   * @param listing whether folders are shown
   * @param maxRanges how many ranges one request may ask for, at least one; more get 416
   */
  public ContentAnswers(Channels channels, boolean listing, int maxRanges, Clock clock) {
    this.channels = channels;
    this.listing = listing;
    this.clock = clock;
    this.multipart = new Multipart(maxRanges);
    this.production = new Memo(() -> current(Channel.PRODUCTION));
    this.testing = new Memo(() -> current(Channel.TESTING));
  }

  /** The answer to a request, if its target was answered before and still means the same file. */
  public @Nullable Route known(RequestHead head) {
    if (!isRead(head)) {
      return null;
    }
    Memo.Known last = production.find(head.target());
    if (last == null) {
      last = testing.find(head.target());
    }
    if (last == null) {
      return null;
    }
    return last.file() == null ? NOT_FOUND : last.file().answer(head, clock);
  }

  private static boolean isRead(RequestHead head) {
    return Methods.reads(head.method());
  }

  private Memo memo(Place place) {
    return switch (place.channel()) {
      case PRODUCTION -> production;
      case TESTING -> testing;
    };
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
      return file(head, place, generation, entry.get());
    }
    Route folder = folder(generation, absolute, path);
    if (folder.equals(NOT_FOUND)) {
      memo(place).put(generation, new Memo.Known(head.target(), null));
    }
    return folder;
  }

  private Route file(RequestHead head, Place place, Generation generation, Entry entry) {
    Instant now = clock.instant();
    ServedFile file = new ServedFile(entry, multipart, now);
    if (!entry.modified().isAfter(now)) {
      memo(place).put(generation, new Memo.Known(head.target(), file));
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
