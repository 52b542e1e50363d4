package org.livemirror.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/**
 * One HTTP answer in the making: what is right, until a {@link Fault} changes it. For one thread.
 */
final class Answer {
  int status;
  String eTag;
  String contentRange = "";
  String location = "";
  int first;
  OptionalLong declared = OptionalLong.of(-1);
  int cutAfter = Integer.MAX_VALUE;
  Duration pause = Duration.ZERO;
  Duration pace = Duration.ZERO;
  boolean stalls;
  boolean silent;
  boolean endless;
  boolean hangsUp;
  private byte[] file;

  private Answer(int status, byte[] file, int first, String eTag) {
    this.status = status;
    this.file = file;
    this.first = first;
    this.eTag = eTag;
  }

  static Answer notFound() {
    return new Answer(404, new byte[0], 0, "");
  }

  /** The answer to a request for a file from byte {@code first} on. */
  static Answer of(byte[] file, int first) {
    String eTag = "\"" + Integer.toHexString(Arrays.hashCode(file)) + "-" + file.length + "\"";
    if (first > 0 && first >= file.length) {
      return new Answer(416, new byte[0], 0, eTag);
    }
    return new Answer(first > 0 ? 206 : 200, file, first, eTag);
  }

  void become(int otherStatus) {
    status = otherStatus;
    file = new byte[0];
    first = 0;
    eTag = "";
  }

  /** Bytes of the body. */
  int rest() {
    return file.length - first;
  }

  /**
   * Sends it.
   *
   * @param sent told the bytes of the body as they go
   * @return whether the connection can take another request
   */
  boolean send(Socket socket, boolean headOnly, LongConsumer sent) throws IOException {
    OutputStream out = socket.getOutputStream();
    if (silent) {
      return awaitHangUp(socket);
    }
    out.write(head().getBytes(StandardCharsets.ISO_8859_1));
    if (headOnly) {
      return true;
    }
    int end = (int) Math.min(file.length, (long) first + cutAfter);
    int step = pause.isZero() ? 1 << 14 : 1;
    for (int at = first; at < end; at += step) {
      int length = Math.min(step, end - at);
      sent.accept(length);
      out.write(file, at, length);
      LockSupport.parkNanos(pause.plus(pace).toNanos());
    }
    while (endless) {
      sent.accept(1 << 14);
      out.write(new byte[1 << 14]);
    }
    if (stalls) {
      return awaitHangUp(socket);
    }
    return end == file.length && !hangsUp;
  }

  private static boolean awaitHangUp(Socket socket) throws IOException {
    while (socket.getInputStream().read() >= 0) {}
    return false;
  }

  private String head() {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " As Told\r\n");
    header(head, "ETag", eTag);
    header(head, "Location", location);
    if (status == 206) {
      String right = "bytes " + first + "-" + (file.length - 1) + "/" + file.length;
      header(head, "Content-Range", contentRange.isEmpty() ? right : contentRange);
    }
    if (declared.isPresent()) {
      long length = declared.getAsLong() < 0 ? rest() : declared.getAsLong();
      header(head, "Content-Length", Long.toString(length));
    } else {
      header(head, "Connection", "close");
    }
    return head.append("\r\n").toString();
  }

  private static void header(StringBuilder head, String name, String value) {
    if (!value.isEmpty()) {
      head.append(name).append(": ").append(value).append("\r\n");
    }
  }
}
