package org.livemirror.http.exchange;

import io.netty.util.AsciiString;

/**
 * The names of the headers that answers carry, in the capitals of the RFCs: names have no case, but
 * clients of the field are old and some look for the letters.
 */
public final class HeaderNames {
  public static final AsciiString ACCEPT_RANGES = AsciiString.cached("Accept-Ranges");
  public static final AsciiString ALLOW = AsciiString.cached("Allow");
  public static final AsciiString CACHE_CONTROL = AsciiString.cached("Cache-Control");
  public static final AsciiString CONNECTION = AsciiString.cached("Connection");
  public static final AsciiString CONTENT_LENGTH = AsciiString.cached("Content-Length");
  public static final AsciiString CONTENT_RANGE = AsciiString.cached("Content-Range");
  public static final AsciiString CONTENT_TYPE = AsciiString.cached("Content-Type");
  public static final AsciiString CONTENT_TYPE_OPTIONS =
      AsciiString.cached("X-Content-Type-Options");
  public static final AsciiString DATE = AsciiString.cached("Date");
  public static final AsciiString ETAG = AsciiString.cached("ETag");
  public static final AsciiString LAST_MODIFIED = AsciiString.cached("Last-Modified");
  public static final AsciiString LOCATION = AsciiString.cached("Location");
  public static final AsciiString REPR_DIGEST = AsciiString.cached("Repr-Digest");
  public static final AsciiString RETRY_AFTER = AsciiString.cached("Retry-After");
  public static final AsciiString WWW_AUTHENTICATE = AsciiString.cached("WWW-Authenticate");

  /** As proxies spell it; read only. */
  public static final AsciiString X_FORWARDED_FOR = AsciiString.cached("x-forwarded-for");

  private HeaderNames() {}
}
