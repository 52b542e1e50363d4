package org.livemirror.testkit.soak;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One connection of a client that takes nothing for granted: an answer that is not well-formed is
 * {@link Reply.Wrong}. An answer has to begin, and to go on, within a minute. For one thread.
 */
final class Wire implements Closeable {
  private static final int PATIENCE_MILLIS = 60_000;
  private static final int LONGEST_LINE = 8 << 10;
  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] ([1-5]\\d\\d) .*");
  private static final Pattern HEADER = Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+): ?(.*)");

  private final Socket socket = new Socket();
  private final InputStream in;

  /**
   * Connects to a port of this host.
   *
   * @param window bytes that the system takes in advance; 0 for as many as it likes
   */
  Wire(int port, int window) throws IOException {
    if (window > 0) {
      socket.setReceiveBufferSize(window);
    }
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  void send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Reads the head of the next answer. */
  Reply reply(boolean toHead) throws IOException {
    String line = line();
    Matcher first = STATUS_LINE.matcher(line);
    if (!first.matches()) {
      throw new Reply.Wrong("found '" + line + "' (expected a status line)");
    }
    int status = Integer.parseInt(first.group(1));
    Map<String, String> headers = headers();
    boolean bodiless = status == 304 || status == 204 || status < 200;
    String length = headers.get("content-length");
    if (headers.containsKey("transfer-encoding") || (length == null && !bodiless)) {
      throw new Reply.Wrong(status + " without Content-Length: " + headers);
    }
    if (length != null && !length.matches("\\d{1,18}")) {
      throw new Reply.Wrong("Content-Length: '" + length + "' (expected digits)");
    }
    long bytes = toHead || bodiless || length == null ? 0 : Long.parseLong(length);
    return new Reply(status, headers, bytes);
  }

  /** Reads header lines until an empty one. */
  Map<String, String> headers() throws IOException {
    Map<String, String> headers = new HashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      Matcher header = HEADER.matcher(line);
      if (!header.matches()) {
        throw new Reply.Wrong("found '" + line + "' (expected a header)");
      }
      String before = headers.put(header.group(1).toLowerCase(Locale.ROOT), header.group(2));
      if (before != null) {
        throw new Reply.Wrong("two headers of one name: " + line);
      }
    }
    return headers;
  }

  /** Reads a line that ends with CR LF. */
  String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\r'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the server hung up after '" + line + "'");
      }
      if (next == '\n' || line.size() == LONGEST_LINE) {
        throw new Reply.Wrong("found '" + line + "' (expected a line that CR LF ends)");
      }
      line.write(next);
    }
    if (in.read() != '\n') {
      throw new Reply.Wrong("CR without LF after '" + line + "'");
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  /** Reads so many bytes, or fewer if the buffer is smaller; returns how many. */
  int read(byte[] buffer, long atMost) throws IOException {
    int got = in.read(buffer, 0, (int) Math.min(buffer.length, atMost));
    if (got < 0) {
      throw new EOFException("the server hung up " + atMost + " bytes before the end of a body");
    }
    return got;
  }

  /** Reads a short body. */
  byte[] body(Reply reply) throws IOException {
    byte[] body = in.readNBytes(Math.toIntExact(reply.bodyBytes()));
    if (body.length < reply.bodyBytes()) {
      throw new EOFException("the server hung up within a body");
    }
    return body;
  }

  /** Whether the server says nothing more and hangs up. */
  boolean isAtEnd() throws IOException {
    return in.read() < 0;
  }

  /** Has {@link #close()} reset the connection. */
  void resetAtClose() throws IOException {
    socket.setSoLinger(true, 0);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
