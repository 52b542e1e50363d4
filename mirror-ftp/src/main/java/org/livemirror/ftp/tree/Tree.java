package org.livemirror.ftp.tree;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.livemirror.core.publish.BasePaths;
import org.livemirror.core.publish.BasePaths.Place;
import org.livemirror.store.Channel;
import org.livemirror.store.ContentPath;
import org.livemirror.store.Generation;

/**
 * What is served as a tree of folders, production the same under every base path; case is ignored.
 *
 * <p>Folders that lead to a base path, and that of testing, can be entered but are listed nowhere,
 * so that a client that copies {@code /} with all below it fetches the content once, and nothing
 * that is only tried out. Immutable.
 */
public final class Tree {
  private final Generation production;
  private final Generation testing;
  private final BasePaths bases;

  public Tree(Generation production, Generation testing, BasePaths bases) {
    this.production = production;
    this.testing = testing;
    this.bases = bases;
  }

  private Generation generation(Channel channel) {
    return switch (channel) {
      case PRODUCTION -> production;
      case TESTING -> testing;
    };
  }

  /** What is at a path. */
  public Optional<Node> find(VirtualPath path) {
    return bases
        .find(path.toString())
        .flatMap(place -> inContent(path, place))
        .or(() -> onTheWay(path));
  }

  /** The folder at a path, if that is what is there. */
  public Optional<Node.Folder> folder(VirtualPath path) {
    return find(path).filter(Node.Folder.class::isInstance).map(Node.Folder.class::cast);
  }

  /** The file at a path, if that is what is there. */
  public Optional<Node.File> file(VirtualPath path) {
    return find(path).filter(Node.File.class::isInstance).map(Node.File.class::cast);
  }

  /**
   * What a listing of a folder shows, by name. Files that the newest publish dropped are left out:
   * they are kept only for clients that know their names already.
   *
   * @return read once, on any thread; the names are collected when it is read
   */
  public Stream<Node> list(Node.Folder folder) {
    return folder.place().map(this::children).orElseGet(Stream::empty);
  }

  /**
   * What the argument of LIST or NLST names, in a client's working folder: what a folder shows, one
   * file, or, with {@code *} or {@code ?} in the last segment, what matches of what its folder
   * shows. Empty if there is no such file or folder.
   */
  public Optional<Stream<Node>> select(VirtualPath working, String argument) {
    int slash = argument.lastIndexOf('/') + 1;
    String last = argument.substring(slash);
    if (Glob.isOne(last)) {
      return folder(working.resolve(argument.substring(0, slash)))
          .flatMap(
              folder ->
                  Glob.parse(last)
                      .map(glob -> list(folder).filter(node -> glob.matches(node.name()))));
    }
    return find(working.resolve(argument))
        .map(node -> node instanceof Node.Folder folder ? list(folder) : Stream.of(node));
  }

  private Optional<Node> inContent(VirtualPath path, Place place) {
    if (place.relative().isEmpty()) {
      return Optional.of(folder(path.name(), place));
    }
    Generation generation = generation(place.channel());
    Optional<ContentPath> spelled = ContentPath.parse(place.relative());
    Optional<Node> file =
        spelled.flatMap(generation::find).map(entry -> new Node.File(place.channel(), entry));
    return file.or(
        () -> spelled.filter(generation::isFolder).map(found -> folder(path.name(), place)));
  }

  private Optional<Node> onTheWay(VirtualPath path) {
    if (!bases.leadsToBase(path.toString())) {
      return Optional.empty();
    }
    String identity = path.toString().toLowerCase(Locale.ROOT);
    return Optional.of(
        new Node.Folder(path.name(), production.created(), Optional.empty(), identity));
  }

  private Stream<Node> children(Place place) {
    Channel channel = place.channel();
    String content = place.relative();
    Optional<ContentPath> folder =
        content.isEmpty() ? Optional.empty() : Optional.of(ContentPath.of(content));
    String prefix = content.isEmpty() ? "" : content + "/";
    return lazily(() -> generation(channel).children(folder))
        .filter(child -> child.entry().map(entry -> !entry.isDropped()).orElse(true))
        .map(
            child ->
                child
                    .entry()
                    .<Node>map(entry -> new Node.File(channel, entry))
                    .orElseGet(
                        () -> folder(child.name(), new Place(channel, prefix + child.name()))));
  }

  /** A stream that asks for its elements when it is read, on the thread that reads it. */
  private static <T> Stream<T> lazily(Supplier<List<T>> elements) {
    int ordered = Spliterator.ORDERED;
    return StreamSupport.stream(
        () -> Spliterators.spliterator(elements.get(), ordered),
        ordered | Spliterator.SIZED | Spliterator.SUBSIZED,
        false);
  }

  private Node.Folder folder(String name, Place place) {
    String identity = place.channel() + "/" + place.relative().toLowerCase(Locale.ROOT);
    return new Node.Folder(
        name, generation(place.channel()).created(), Optional.of(place), identity);
  }
}
