package org.livemirror.ftp.tree;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.livemirror.core.publish.BasePaths;
import org.livemirror.store.ContentPath;
import org.livemirror.store.Generation;

/**
 * One generation as a tree of folders, the same under every base path; case is ignored.
 *
 * <p>Folders that lead to a base path can be entered but are listed nowhere, so that a client that
 * copies {@code /} with all below it fetches the content once. Immutable.
 */
public final class Tree {
  private final Generation generation;
  private final BasePaths bases;

  public Tree(Generation generation, BasePaths bases) {
    this.generation = generation;
    this.bases = bases;
  }

  /** What is at a path. */
  public Optional<Node> find(VirtualPath path) {
    return bases
        .relative(path.toString())
        .flatMap(content -> inContent(path, content))
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
    return folder.content().map(this::children).orElseGet(Stream::empty);
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

  private Optional<Node> inContent(VirtualPath path, String content) {
    if (content.isEmpty()) {
      return Optional.of(folder(path.name(), content));
    }
    Optional<ContentPath> spelled = ContentPath.parse(content);
    Optional<Node> file = spelled.flatMap(generation::find).map(Node.File::new);
    return file.or(
        () -> spelled.filter(generation::isFolder).map(found -> folder(path.name(), content)));
  }

  private Optional<Node> onTheWay(VirtualPath path) {
    if (!bases.leadsToBase(path.toString())) {
      return Optional.empty();
    }
    String identity = path.toString().toLowerCase(Locale.ROOT);
    return Optional.of(new Node.Folder(path.name(), published(), Optional.empty(), identity));
  }

  private Stream<Node> children(String content) {
    Optional<ContentPath> folder =
        content.isEmpty() ? Optional.empty() : Optional.of(ContentPath.of(content));
    String prefix = content.isEmpty() ? "" : content + "/";
    return lazily(() -> generation.children(folder))
        .filter(child -> child.entry().map(entry -> !entry.isDropped()).orElse(true))
        .map(
            child ->
                child
                    .entry()
                    .<Node>map(Node.File::new)
                    .orElseGet(() -> folder(child.name(), prefix + child.name())));
  }

  /** A stream that asks for its elements when it is read, on the thread that reads it. */
  private static <T> Stream<T> lazily(Supplier<List<T>> elements) {
    int ordered = Spliterator.ORDERED;
    return StreamSupport.stream(
        () -> Spliterators.spliterator(elements.get(), ordered),
        ordered | Spliterator.SIZED | Spliterator.SUBSIZED,
        false);
  }

  private Node.Folder folder(String name, String content) {
    return new Node.Folder(
        name, published(), Optional.of(content), content.toLowerCase(Locale.ROOT));
  }

  private Instant published() {
    return generation.created();
  }
}
