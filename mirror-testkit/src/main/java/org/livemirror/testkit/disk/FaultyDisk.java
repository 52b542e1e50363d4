package org.livemirror.testkit.disk;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file system in memory, reached through ordinary {@link Path}s, that counts its operations and
 * meets a {@link DiskFault} at the one it is told.
 *
 * <p>Of each file and folder it keeps two states: what programs see, and what has been synced. A
 * file's bytes are on the disk after a sync of the file, a name after a sync of its folder; {@link
 * #afterPowerLoss} tells what is left of the rest. So what a program forgot to sync is found
 * without pulling a plug. Safe for all threads.
 */
public final class FaultyDisk {
  private final DiskNode.Folder top;
  private final List<Operation> done = new ArrayList<>();
  private final Map<Integer, DiskFault> faults = new HashMap<>();
  private final List<String> opened = Collections.synchronizedList(new ArrayList<>());
  private final Set<DiskNode> locked = new HashSet<>();
  private final DiskFileSystem fileSystem = new DiskFileSystem(this);
  private boolean full;
  private boolean dead;
  private long millis = 1_300_000_000_000L;

  private FaultyDisk(DiskNode.Folder top) {
    this.top = top;
  }

  /** An empty disk in order. */
  public static FaultyDisk empty() {
    return new FaultyDisk(new DiskNode.Folder());
  }

  /** What programs ask of a disk, as far as it can fail. */
  public enum Operation {
    /** Open a file that is made by that. */
    CREATE,
    /** Open a file or folder that is there. */
    OPEN,
    READ,
    WRITE,
    TRUNCATE,
    SYNC_FILE,
    SYNC_FOLDER,
    MOVE,
    DELETE,
    MAKE_FOLDER,
    LIST,
    /** Read a file's length, times and kind. */
    LOOK
  }

  /** The top folder. */
  public Path root() {
    return fileSystem.path("/");
  }

  /** Has an operation meet a fault; the first is number 0. */
  public synchronized void fault(int operation, DiskFault fault) {
    faults.put(operation, fault);
  }

  /** All operations so far. */
  public synchronized List<Operation> operations() {
    return List.copyOf(done);
  }

  /** The files whose bytes were asked for, in order. */
  public List<String> opened() {
    return List.copyOf(opened);
  }

  /** What another process finds after this one has ended: nothing is lost, locks are gone. */
  public synchronized FaultyDisk afterDeath() {
    return new FaultyDisk(top.copy());
  }

  /** What the next start finds. */
  public synchronized FaultyDisk afterPowerLoss(Loss loss, Random random) {
    return new FaultyDisk(top.after(loss, random));
  }

  /** Counts an operation; tells its fault if the caller has to carry it out, and throws others. */
  private @Nullable DiskFault meet(Operation operation, Path path) throws IOException {
    if (dead) {
      throw new IOException(path + ": the process is dead");
    }
    @Nullable DiskFault fault = faults.get(done.size());
    done.add(operation);
    if (fault == DiskFault.FULL) {
      full = true;
    }
    if (full && DiskFault.FULL.canMeet(operation)) {
      throw new IOException(path + ": No space left on device");
    }
    if (fault == DiskFault.DEATH) {
      dead = true;
      throw new IOException(path + ": the process dies");
    }
    if (fault == DiskFault.FAILS) {
      if (operation == Operation.SYNC_FILE && find(path) instanceof DiskNode.File file) {
        file.lose();
      }
      throw new IOException(path + ": Input/output error");
    }
    return fault;
  }

  private @Nullable DiskNode find(Path path) {
    DiskNode node = top;
    for (Path name : path.toAbsolutePath().normalize()) {
      if (!(node instanceof DiskNode.Folder folder)) {
        return null;
      }
      node = folder.seen.get(name.toString());
      if (node == null) {
        return null;
      }
    }
    return node;
  }

  private DiskNode get(Path path) throws NoSuchFileException {
    DiskNode node = find(path);
    if (node == null) {
      throw new NoSuchFileException(path.toString());
    }
    return node;
  }

  private DiskNode.Folder parentOf(Path path) throws IOException {
    Path parent = path.toAbsolutePath().normalize().getParent();
    if (parent == null || !(get(parent) instanceof DiskNode.Folder folder)) {
      throw new NotDirectoryException(String.valueOf(parent));
    }
    return folder;
  }

  private static String nameOf(Path path) {
    return String.valueOf(path.toAbsolutePath().normalize().getFileName());
  }

  private void touch(DiskNode node) {
    millis += 1000;
    node.modifiedMillis = millis;
  }

  synchronized boolean isFull() {
    return full;
  }

  synchronized DiskNode look(Path path) throws IOException {
    meet(Operation.LOOK, path);
    return get(path);
  }

  synchronized DiskNode open(Path path, boolean mayCreate, boolean mustCreate, boolean truncate)
      throws IOException {
    DiskNode node = find(path);
    meet(node == null && mayCreate ? Operation.CREATE : Operation.OPEN, path);
    if (node != null && mustCreate) {
      throw new FileAlreadyExistsException(path.toString());
    }
    if (node == null) {
      if (!mayCreate) {
        throw new NoSuchFileException(path.toString());
      }
      DiskNode.Folder parent = parentOf(path);
      node = new DiskNode.File();
      touch(node);
      parent.seen.put(nameOf(path), node);
      touch(parent);
    } else if (truncate && node instanceof DiskNode.File file) {
      file.truncate(0);
    }
    if (!mayCreate && node instanceof DiskNode.File) {
      opened.add(path.toString());
    }
    return node;
  }

  synchronized int read(DiskNode.File file, Path path, byte[] into, int position)
      throws IOException {
    meet(Operation.READ, path);
    int length = Math.min(into.length, file.length - position);
    if (length <= 0) {
      return into.length == 0 ? 0 : -1;
    }
    System.arraycopy(file.seen, position, into, 0, length);
    return length;
  }

  /** Returns how many bytes were taken; a position of -1 is the end. */
  synchronized int write(DiskNode.File file, Path path, byte[] bytes, int position)
      throws IOException {
    DiskFault fault = meet(Operation.WRITE, path);
    boolean half = fault == DiskFault.SHORT_WRITE || fault == DiskFault.TORN_WRITE;
    byte[] taken = half ? Arrays.copyOf(bytes, bytes.length / 2) : bytes;
    file.write(taken, position < 0 ? file.length : position);
    touch(file);
    if (fault == DiskFault.TORN_WRITE) {
      throw new IOException(path + ": Input/output error");
    }
    return taken.length;
  }

  synchronized void truncate(DiskNode.File file, Path path, int length) throws IOException {
    meet(Operation.TRUNCATE, path);
    file.truncate(length);
    touch(file);
  }

  synchronized int length(DiskNode.File file) {
    return file.length;
  }

  synchronized void sync(DiskNode node, Path path) throws IOException {
    meet(node instanceof DiskNode.File ? Operation.SYNC_FILE : Operation.SYNC_FOLDER, path);
    node.sync();
  }

  /** Whether it was free. */
  synchronized boolean lock(DiskNode node) {
    return locked.add(node);
  }

  synchronized void unlock(DiskNode node) {
    locked.remove(node);
  }

  synchronized void makeFolder(Path path) throws IOException {
    meet(Operation.MAKE_FOLDER, path);
    if (find(path) != null) {
      throw new FileAlreadyExistsException(path.toString());
    }
    DiskNode.Folder parent = parentOf(path);
    DiskNode.Folder made = new DiskNode.Folder();
    touch(made);
    parent.seen.put(nameOf(path), made);
    touch(parent);
  }

  synchronized void delete(Path path) throws IOException {
    meet(Operation.DELETE, path);
    if (get(path) instanceof DiskNode.Folder folder && !folder.seen.isEmpty()) {
      throw new DirectoryNotEmptyException(path.toString());
    }
    DiskNode.Folder parent = parentOf(path);
    parent.seen.remove(nameOf(path));
    touch(parent);
  }

  synchronized void move(Path from, Path to, boolean replace) throws IOException {
    DiskFault fault = meet(Operation.MOVE, from);
    DiskNode node = get(from);
    DiskNode.Folder target = parentOf(to);
    if (target.seen.containsKey(nameOf(to)) && !replace) {
      throw new FileAlreadyExistsException(to.toString());
    }
    if (fault == DiskFault.MOVE_LIES) {
      return;
    }
    DiskNode.Folder source = parentOf(from);
    source.seen.remove(nameOf(from));
    target.seen.put(nameOf(to), node);
    touch(source);
    touch(target);
    if (fault == DiskFault.MOVE_DONE_BUT_FAILS) {
      throw new IOException(from + ": Input/output error");
    }
  }

  synchronized List<Path> list(Path path) throws IOException {
    meet(Operation.LIST, path);
    if (!(get(path) instanceof DiskNode.Folder folder)) {
      throw new NotDirectoryException(path.toString());
    }
    return folder.seen.keySet().stream().map(path::resolve).toList();
  }
}
