package org.livemirror.http.wire;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;
import org.livemirror.http.exchange.HeaderNames;

/**
 * The request headers that anything here reads. Others are checked and forgotten, so that a request
 * costs no more than what it means.
 */
enum KnownHeader {
  HOST(HttpHeaderNames.HOST, Role.HOST),
  CONNECTION(HttpHeaderNames.CONNECTION, Role.CONNECTION),
  CONTENT_LENGTH(HttpHeaderNames.CONTENT_LENGTH, Role.LENGTH),
  TRANSFER_ENCODING(HttpHeaderNames.TRANSFER_ENCODING, Role.ENCODING),
  EXPECT(HttpHeaderNames.EXPECT, Role.EXPECT),
  RANGE(HttpHeaderNames.RANGE, Role.SELECTS),
  IF_MATCH(HttpHeaderNames.IF_MATCH, Role.SELECTS),
  IF_NONE_MATCH(HttpHeaderNames.IF_NONE_MATCH, Role.SELECTS),
  IF_MODIFIED_SINCE(HttpHeaderNames.IF_MODIFIED_SINCE, Role.SELECTS),
  IF_UNMODIFIED_SINCE(HttpHeaderNames.IF_UNMODIFIED_SINCE, Role.SELECTS),
  IF_RANGE(HttpHeaderNames.IF_RANGE, Role.OTHER),
  USER_AGENT(HttpHeaderNames.USER_AGENT, Role.OTHER),
  REFERER(HttpHeaderNames.REFERER, Role.OTHER),
  AUTHORIZATION(HttpHeaderNames.AUTHORIZATION, Role.OTHER),
  X_FORWARDED_FOR(HeaderNames.X_FORWARDED_FOR, Role.OTHER);

  /** What a header is for. */
  enum Role {
    HOST,
    CONNECTION,
    LENGTH,
    ENCODING,
    EXPECT,
    /** A condition or a range. */
    SELECTS,
    OTHER
  }

  /** Open addressing with more than half of the places free. */
  private static final @Nullable KnownHeader[] TABLE = new KnownHeader[64];

  static {
    for (KnownHeader each : values()) {
      int hash = 0;
      for (int i = 0; i < each.spelling.length(); i++) {
        hash = hash(hash, each.spelling.byteAt(i));
      }
      int place = place(hash);
      while (TABLE[place] != null) {
        place = next(place);
      }
      TABLE[place] = each;
    }
  }

  @SuppressWarnings("ImmutableEnumChecker") // nobody calls arrayChanged on it
  private final AsciiString spelling;

  private final Role role;

  KnownHeader(AsciiString spelling, Role role) {
    this.spelling = spelling;
    this.role = role;
  }

  /** The name in lower case. */
  AsciiString spelling() {
    return spelling;
  }

  Role role() {
    return role;
  }

  /** The hash of a name that is read byte by byte, whatever the case of its letters. */
  static int hash(int hash, byte next) {
    return 31 * hash + (next | 0x20);
  }

  private static int place(int hash) {
    return (hash ^ (hash >>> 6) ^ (hash >>> 12)) & 63;
  }

  private static int next(int place) {
    return (place + 1) & 63;
  }

  /** The header whose name is in {@code bytes}, if anything reads it. */
  static @Nullable KnownHeader find(int hash, byte[] bytes, int start, int end) {
    int place = place(hash);
    for (KnownHeader each = TABLE[place]; each != null; each = TABLE[place]) {
      if (isName(each.spelling, bytes, start, end)) {
        return each;
      }
      place = next(place);
    }
    return null;
  }

  /** The header of a name in lower case, if anything reads it. */
  static @Nullable KnownHeader find(byte[] name) {
    int hash = 0;
    for (byte next : name) {
      hash = hash(hash, next);
    }
    return find(hash, name, 0, name.length);
  }

  private static boolean isName(AsciiString name, byte[] bytes, int start, int end) {
    if (name.length() != end - start) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      byte b = bytes[start + i];
      byte lower = b >= 'A' && b <= 'Z' ? (byte) (b | 0x20) : b;
      if (name.byteAt(i) != lower) {
        return false;
      }
    }
    return true;
  }
}
