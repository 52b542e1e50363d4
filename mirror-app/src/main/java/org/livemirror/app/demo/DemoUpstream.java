package org.livemirror.app.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.livemirror.store.ContentPath;

/**
 * A plain web server on the loopback address over a folder: the vendor's part in the demo. It
 * verifies nothing.
 */
final class DemoUpstream implements Closeable {
  private static final int THREADS = 4;

  private final Path root;
  private final HttpServer server;
  private final ExecutorService threads;

  DemoUpstream(Path root) throws IOException {
    this.root = root;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    this.threads =
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              Thread thread = new Thread(task, "demo-upstream");
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Optional<Path> file =
          ContentPath.parse(exchange.getRequestURI().getPath().substring(1))
              .map(path -> root.resolve(path.toString()))
              .filter(Files::isRegularFile);
      if (file.isEmpty()) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      boolean head = exchange.getRequestMethod().equals("HEAD");
      long size = Files.size(file.get());
      exchange.getResponseHeaders().set("Content-Length", Long.toString(size));
      exchange.sendResponseHeaders(200, head ? -1 : size);
      if (!head) {
        try (OutputStream body = exchange.getResponseBody()) {
          Files.copy(file.get(), body);
        }
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
