package org.livemirror.core.pull;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An FTP server that says what it is told to, for what a real one does not do. Knows one file; a
 * reply that is empty text hangs up.
 */
final class ScriptedFtp implements Closeable {
  private final ServerSocket server = listen();
  private final ServerSocket data = listen();
  private final Set<Socket> control = ConcurrentHashMap.newKeySet();
  private final Set<Socket> transfers = ConcurrentHashMap.newKeySet();
  private final List<String> commands = new CopyOnWriteArrayList<>();
  private final Map<String, String> replies =
      new ConcurrentHashMap<>(
          Map.of(
              "USER", "331 password",
              "PASS", "230 in",
              "TYPE", "200 binary",
              "NOOP", "200 here",
              "SIZE", "213 100000",
              "MDTM", "213 20260101000000",
              "REST", "350 go on",
              "SYST", "215 UNIX Type: L8"));

  ScriptedFtp() throws IOException {
    start(this::accept);
  }

  private static ServerSocket listen() throws IOException {
    return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  URI url() {
    return URI.create("ftp://127.0.0.1:" + server.getLocalPort() + "/");
  }

  void reply(String verb, String reply) {
    replies.put(verb, reply);
  }

  List<String> commands() {
    return List.copyOf(commands);
  }

  int controlConnections() {
    return control.size();
  }

  int dataConnections() {
    return transfers.size();
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "scripted-ftp");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        control.add(socket);
        start(() -> converse(socket));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void converse(Socket socket) {
    try (socket;
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      say(socket, "220 hello");
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        commands.add(line);
        String verb = line.split(" ", 2)[0].toUpperCase(Locale.ROOT);
        String reply =
            verb.equals("EPSV")
                ? "229 passive (|||" + data.getLocalPort() + "|)"
                : replies.getOrDefault(
                    verb, verb.equals("RETR") ? "150 here it comes" : "500 what");
        if (reply.isEmpty()) {
          return;
        }
        say(socket, reply);
        if (reply.startsWith("150")) {
          sendAndStall();
        }
      }
    } catch (IOException e) {
      // the client hung up
    } finally {
      control.remove(socket);
    }
  }

  /** Sends ten bytes and then waits for the client to give up. */
  private void sendAndStall() throws IOException {
    try (Socket socket = data.accept()) {
      transfers.add(socket);
      try {
        socket.getOutputStream().write(new byte[10]);
        while (socket.getInputStream().read() >= 0) {}
      } finally {
        transfers.remove(socket);
      }
    }
  }

  private static void say(Socket socket, String reply) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write((reply + "\r\n").getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() throws IOException {
    server.close();
    data.close();
    for (Socket each : control) {
      each.close();
    }
    for (Socket each : transfers) {
      each.close();
    }
  }
}
