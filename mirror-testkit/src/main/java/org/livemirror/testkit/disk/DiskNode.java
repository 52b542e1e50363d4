package org.livemirror.testkit.disk;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A file or a folder: as programs see it, and as the disk has it. Guarded by its disk. */
abstract sealed class DiskNode {
  long modifiedMillis;

  /** Makes what programs see what the disk has. */
  abstract void sync();

  /** A copy as programs see it, all of it on the disk or not as it is here. */
  abstract DiskNode copy();

  /** A copy as after a power loss. */
  abstract DiskNode after(Loss loss, Random random);

  static final class File extends DiskNode {
    byte[] seen = new byte[0];
    int length;
    private byte[] synced = new byte[0];
    private boolean lost;

    void write(byte[] bytes, int position) {
      int end = Math.max(length, position + bytes.length);
      if (end > seen.length) {
        seen = Arrays.copyOf(seen, Math.max(end, seen.length * 2));
      }
      System.arraycopy(bytes, 0, seen, position, bytes.length);
      length = end;
      lost = false;
    }

    void truncate(int to) {
      if (to < length) {
        Arrays.fill(seen, to, length, (byte) 0);
        length = to;
      }
    }

    /** After a sync that failed the system holds for clean what never reached the disk. */
    void lose() {
      lost = true;
    }

    @Override
    void sync() {
      if (!lost) {
        synced = Arrays.copyOf(seen, length);
      }
    }

    @Override
    File copy() {
      File copy = new File();
      copy.modifiedMillis = modifiedMillis;
      copy.seen = Arrays.copyOf(seen, length);
      copy.length = length;
      copy.synced = synced;
      copy.lost = lost;
      return copy;
    }

    @Override
    File after(Loss loss, Random random) {
      boolean synced = Arrays.equals(this.synced, Arrays.copyOf(seen, length));
      File left = new File();
      left.modifiedMillis = modifiedMillis;
      if (loss == Loss.ZEROED && !synced) {
        left.write(new byte[length], 0);
      } else if (loss == Loss.SOME && random.nextBoolean()) {
        left.write(Arrays.copyOf(seen, length), 0);
      } else {
        left.write(this.synced, 0);
      }
      left.sync();
      return left;
    }
  }

  static final class Folder extends DiskNode {
    final TreeMap<String, DiskNode> seen = new TreeMap<>();
    private TreeMap<String, DiskNode> synced = new TreeMap<>();

    @Override
    void sync() {
      synced = new TreeMap<>(seen);
    }

    @Override
    Folder copy() {
      return copy(new IdentityHashMap<>());
    }

    private Folder copy(Map<DiskNode, DiskNode> copies) {
      Folder copy = new Folder();
      copies.put(this, copy);
      copy.modifiedMillis = modifiedMillis;
      seen.forEach((name, node) -> copy.seen.put(name, copyOf(node, copies)));
      synced.forEach((name, node) -> copy.synced.put(name, copyOf(node, copies)));
      return copy;
    }

    /** A file that was moved is known to two folders, and to each for what it is. */
    private static DiskNode copyOf(DiskNode node, Map<DiskNode, DiskNode> copies) {
      DiskNode copy = copies.get(node);
      if (copy == null) {
        copy = node instanceof Folder folder ? folder.copy(copies) : node.copy();
        copies.put(node, copy);
      }
      return copy;
    }

    @Override
    Folder after(Loss loss, Random random) {
      Folder left = new Folder();
      left.modifiedMillis = modifiedMillis;
      Set<String> names = new TreeSet<>(seen.keySet());
      names.addAll(synced.keySet());
      for (String name : names) {
        boolean old = loss == Loss.ALL || (loss == Loss.SOME && random.nextBoolean());
        @Nullable DiskNode node = old ? synced.get(name) : seen.get(name);
        if (node != null) {
          left.seen.put(name, node.after(loss, random));
        }
      }
      left.sync();
      return left;
    }
  }
}
