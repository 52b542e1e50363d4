package org.livemirror.ftp;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A control connection at the level of lines. */
final class ControlClient implements AutoCloseable {
  static final int TIMEOUT_MILLIS = 20_000;

  private static final Pattern EPSV = Pattern.compile("229 .*\\(\\|\\|\\|([0-9]+)\\|\\)");

  final Socket socket;
  private final InputStream in;

  ControlClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
    reply();
  }

  ControlClient login() throws IOException {
    ask("USER anonymous");
    ask("PASS x@");
    return this;
  }

  /** A line and its reply. */
  String ask(String command) throws IOException {
    send(command + "\r\n");
    return reply();
  }

  void send(String bytes) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  void sendByteByByte(String bytes) throws IOException {
    for (int i = 0; i < bytes.length(); i++) {
      send(bytes.substring(i, i + 1));
    }
  }

  /** One reply; lines of a long one are parted by {@code |}. */
  String reply() throws IOException {
    String line = line();
    StringBuilder all = new StringBuilder(line);
    if (line.length() > 3 && line.charAt(3) == '-') {
      String end = line.substring(0, 3) + " ";
      while (!line.startsWith(end)) {
        line = line();
        all.append('|').append(line);
      }
    }
    return all.toString();
  }

  /** One line, or {@code (closed)}. */
  String line() throws IOException {
    StringBuilder line = new StringBuilder();
    while (true) {
      int b = read();
      if (b < 0) {
        return line.isEmpty() ? "(closed)" : line + "(cut)";
      }
      if (b == '\n' && line.charAt(line.length() - 1) == '\r') {
        return line.substring(0, line.length() - 1);
      }
      line.append((char) b);
    }
  }

  private int read() throws IOException {
    try {
      return in.read();
    } catch (java.net.SocketException e) {
      return -1;
    }
  }

  int epsvPort() throws IOException {
    String reply = ask("EPSV");
    Matcher matcher = EPSV.matcher(reply);
    if (!matcher.matches()) {
      throw new IOException("found " + reply + " (expected 229)");
    }
    return Integer.parseInt(matcher.group(1));
  }

  Socket openData() throws IOException {
    return data(1, epsvPort());
  }

  /** A data connection from 127.0.0.{@code host}. */
  static Socket data(int host, int port) throws IOException {
    InetAddress from = InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) host});
    Socket data = new Socket(InetAddress.getLoopbackAddress(), port, from, 0);
    data.setSoTimeout(TIMEOUT_MILLIS);
    return data;
  }

  /** The text that a command sends over a data connection; checks 150 and 226. */
  String fetch(String command) throws IOException {
    return new String(fetchBytes(command), StandardCharsets.UTF_8);
  }

  byte[] fetchBytes(String command) throws IOException {
    try (Socket data = openData()) {
      String begins = ask(command);
      if (!begins.startsWith("150 ")) {
        throw new IOException("found " + begins + " (expected 150)");
      }
      byte[] bytes = data.getInputStream().readAllBytes();
      String ends = reply();
      if (!ends.startsWith("226 ")) {
        throw new IOException("found " + ends + " (expected 226)");
      }
      return bytes;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
