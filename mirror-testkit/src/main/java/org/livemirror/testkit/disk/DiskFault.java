package org.livemirror.testkit.disk;

import org.livemirror.testkit.disk.FaultyDisk.Operation;

/** What goes wrong at one operation of a {@link FaultyDisk}. */
public enum DiskFault {
  /** From this operation on nothing new can be written, as on a disk without room. */
  FULL,
  /** The operation fails and does nothing. A sync that failed has lost what it was to keep. */
  FAILS,
  /** A write takes half of the bytes and says so. */
  SHORT_WRITE,
  /** A write takes half of the bytes and fails. */
  TORN_WRITE,
  /** A move reports success, and the old name stays. */
  MOVE_LIES,
  /** A move is done and reported as failed, as over a network. */
  MOVE_DONE_BUT_FAILS,
  /** The process ends before this operation: this and all later ones fail and do nothing. */
  DEATH;

  /** Whether it can happen at such an operation. */
  public boolean canMeet(Operation operation) {
    return switch (this) {
      case FAILS -> true;
      case FULL ->
          operation == Operation.CREATE
              || operation == Operation.WRITE
              || operation == Operation.MAKE_FOLDER;
      case SHORT_WRITE, TORN_WRITE -> operation == Operation.WRITE;
      case MOVE_LIES, MOVE_DONE_BUT_FAILS -> operation == Operation.MOVE;
      case DEATH ->
          switch (operation) {
            case OPEN, READ, LIST, LOOK -> false;
            default -> true;
          };
    };
  }
}
