package org.livemirror.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A raw socket to the plane, reading answers strictly by their Content-Length. */
final class Client implements AutoCloseable {
  final Socket socket;
  final InputStream in;
  final OutputStream out;

  Client(int port) throws IOException {
    this(port, 1 << 16);
  }

  Client(int port, int receiveBuffer) throws IOException {
    this(InetAddress.getLoopbackAddress(), port, receiveBuffer);
  }

  /**
   * From an address of this machine; all of 127.0.0.0/8 are.
   *
   * @param receiveBuffer in bytes
   */
  Client(InetAddress from, int port, int receiveBuffer) throws IOException {
    this(connected(from, port, receiveBuffer));
  }

  /** One that speaks TLS. */
  static Client secure(int port, int receiveBuffer, SSLContext tls) throws IOException {
    return new Client(port, receiveBuffer).secured(tls);
  }

  /** This one from here on with TLS. */
  Client secured(SSLContext tls) throws IOException {
    SSLSocket secure =
        (SSLSocket)
            tls.getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true);
    secure.startHandshake();
    return new Client(secure);
  }

  private static Socket connected(InetAddress from, int port, int receiveBuffer)
      throws IOException {
    Socket socket = new Socket();
    socket.bind(new InetSocketAddress(from, 0));
    socket.setReceiveBufferSize(receiveBuffer);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(20_000);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return socket;
  }

  Client(Socket socket) throws IOException {
    this.socket = socket;
    in = new BufferedInputStream(socket.getInputStream(), 1024);
    out = socket.getOutputStream();
  }

  /** An answer; header names as sent, {@code date} checked and left out. */
  record Reply(String status, Map<String, String> headers, String text) {}

  Client send(String bytes) throws IOException {
    out.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  /** Sends byte by byte, or what is long in pieces of a few bytes. */
  Client trickle(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    int piece = bytes.length > 4000 ? 97 : 1;
    for (int at = 0; at < bytes.length; at += piece) {
      out.write(bytes, at, Math.min(piece, bytes.length - at));
      out.flush();
    }
    return this;
  }

  Client get(String path, String... headers) throws IOException {
    return send(request("GET " + path + " HTTP/1.1", headers));
  }

  static String request(String line, String... headers) {
    StringBuilder text = new StringBuilder(line).append("\r\nHost: mirror\r\n");
    for (String header : headers) {
      text.append(header).append("\r\n");
    }
    return text.append("\r\n").toString();
  }

  Reply read(boolean head) throws IOException {
    String status = line();
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(": ");
      String name = line.substring(0, colon);
      if (headers.put(name, line.substring(colon + 2)) != null) {
        throw new IOException("header twice: " + line);
      }
    }
    if (!status.startsWith("HTTP/1.1 100")
        && !"Sat, 21 Nov 2026 01:00:00 GMT".equals(headers.remove("Date"))) {
      throw new IOException("no Date: " + headers);
    }
    boolean none = head || status.matches("HTTP/1.1 (100|204|304) .*");
    int length = none ? 0 : Integer.parseInt(headers.getOrDefault("Content-Length", "-1"));
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException(body.length + " bytes (expected " + length + ")");
    }
    return new Reply(status, headers, new String(body, StandardCharsets.ISO_8859_1));
  }

  Reply read() throws IOException {
    return read(false);
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("ended in '" + line + "'");
      }
      line.write(b);
    }
    String text = line.toString(StandardCharsets.ISO_8859_1);
    if (!text.endsWith("\r")) {
      throw new IOException("bare LF after " + text);
    }
    return text.substring(0, text.length() - 1);
  }

  boolean atEnd() throws IOException {
    return in.read() < 0;
  }

  /** Ends without a word: what the plane meets is a reset. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
