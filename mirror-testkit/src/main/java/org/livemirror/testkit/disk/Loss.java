package org.livemirror.testkit.disk;

/** What a power loss leaves of that which was not synced; each is allowed by POSIX. */
public enum Loss {
  /** Names are as at the last sync of their folder, contents as at the last sync of their file. */
  ALL,
  /** Names are the newest, contents as at the last sync: a name without its bytes. */
  CONTENT,
  /** Names are the newest, and contents have their length but read as zeros. */
  ZEROED,
  /** Each name and each content is the old or the new one, by chance. */
  SOME
}
