package org.livemirror.testkit;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/**
 * An HTTP/1.1 server over a folder that misbehaves as told, on 127.0.0.1 and a free port.
 *
 * <p>GET and HEAD, ranges of the form {@code bytes=N-}, a strong ETag made of the file's bytes, and
 * kept connections. {@link #next} and {@link #always} script {@link Fault}s for a path; all
 * requests are kept for looking at. Paths are as in the folder, without a leading slash. Safe for
 * all threads.
 */
public final class FakeUpstream implements Closeable {
  private final Path folder;
  private final ServerSocket server;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final Map<String, Deque<Fault>> scripted = new HashMap<>();
  private final Map<String, Fault> standing = new HashMap<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Map<String, LongAdder> bytesSent = new ConcurrentHashMap<>();

  private FakeUpstream(Path folder, ServerSocket server) {
    this.folder = folder;
    this.server = server;
  }

  /** Serves {@code folder} until closed. */
  public static FakeUpstream serve(Path folder) throws IOException {
    ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    FakeUpstream upstream = new FakeUpstream(folder, server);
    start(upstream::accept);
    return upstream;
  }

  /**
   * A request that came.
   *
   * @param path decoded
   * @param headers by lower-case name
   */
  public record Request(String method, String path, Map<String, String> headers) {
    public Request {
      headers = Map.copyOf(headers);
    }

    /** A header's value, or empty text. */
    public String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }
  }

  /** The base URL. */
  public URI url() {
    return url("");
  }

  /**
   * The base URL with something before the host.
   *
   * @param user such as {@code name:password@}
   */
  public URI url(String user) {
    return URI.create("http://" + user + "127.0.0.1:" + server.getLocalPort() + "/");
  }

  /** Has the next requests for a path answered with these faults, one each. */
  public synchronized void next(String path, Fault... faults) {
    scripted.computeIfAbsent(path, unused -> new ArrayDeque<>()).addAll(Arrays.asList(faults));
  }

  /** Has every request for a path that nothing else is scripted for answered with this fault. */
  public synchronized void always(String path, Fault fault) {
    standing.put(path, fault);
  }

  private synchronized Fault faultFor(String path) {
    Deque<Fault> faults = scripted.getOrDefault(path, new ArrayDeque<>());
    Fault next = faults.poll();
    return next == null ? standing.getOrDefault(path, Fault.none()) : next;
  }

  /** All requests since the start or {@link #forget}, in the order they came. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  /** The requests for one path. */
  public List<Request> requests(String path) {
    return requests.stream().filter(request -> request.path().equals(path)).toList();
  }

  /** Bytes of bodies sent for a path. */
  public long bytesSent(String path) {
    return bytesSent.getOrDefault(path, new LongAdder()).sum();
  }

  /** Connections that are open now. */
  public int openConnections() {
    return connections.size();
  }

  /** Forgets the requests so far. */
  public void forget() {
    requests.clear();
    bytesSent.clear();
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "fake-upstream");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        connections.add(socket);
        start(() -> converse(socket));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void converse(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      boolean open = true;
      while (open) {
        Optional<Request> request = read(in);
        open = request.isPresent() && answer(socket, request.get());
      }
    } catch (IOException e) {
      // the client hung up: what it made of that is the test's matter
    } finally {
      connections.remove(socket);
    }
  }

  private boolean answer(Socket socket, Request request) throws IOException {
    requests.add(request);
    Answer answer = rightAnswer(request);
    faultFor(request.path()).applyTo(answer);
    LongAdder sent = bytesSent.computeIfAbsent(request.path(), unused -> new LongAdder());
    return answer.send(socket, request.method().equals("HEAD"), sent::add);
  }

  private Answer rightAnswer(Request request) throws IOException {
    Path file = folder.resolve(request.path()).normalize();
    if (!file.startsWith(folder) || !Files.isRegularFile(file)) {
      return Answer.notFound();
    }
    String range = request.header("Range");
    int first =
        range.isEmpty() ? 0 : Integer.parseInt(range.replace("bytes=", "").replace("-", ""));
    return Answer.of(Files.readAllBytes(file), first);
  }

  private static Optional<Request> read(InputStream in) throws IOException {
    String[] start = line(in).split(" ", 3);
    if (start.length < 3) {
      return Optional.empty();
    }
    Map<String, String> headers = new HashMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    String path = URLDecoder.decode(start[1].replace("+", "%2B"), StandardCharsets.UTF_8);
    return Optional.of(new Request(start[0], path.substring(1), headers));
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      line.append((char) c);
    }
    return line.toString().strip();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket each : connections) {
      each.close();
    }
  }
}
