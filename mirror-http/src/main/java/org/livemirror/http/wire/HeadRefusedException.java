package org.livemirror.http.wire;

import io.netty.handler.codec.http.HttpResponseStatus;

/** A request head that must not be acted on. Cheap to make: clients cause it at will. */
public final class HeadRefusedException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient HttpResponseStatus status;

  HeadRefusedException(HttpResponseStatus status, String reason) {
    super(reason, null, false, false);
    this.status = status;
  }

  static HeadRefusedException malformed(String reason) {
    return new HeadRefusedException(HttpResponseStatus.BAD_REQUEST, reason);
  }

  /** The status to answer with before the connection is closed. */
  public HttpResponseStatus status() {
    return status;
  }

  /** What was found and what was expected; holds nothing that the client sent. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
