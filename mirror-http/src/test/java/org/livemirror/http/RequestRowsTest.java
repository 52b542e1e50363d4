package org.livemirror.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.livemirror.http.limit.Networks;
import org.livemirror.http.tls.TlsSettings;
import org.livemirror.net.Transport;
import org.livemirror.store.ContentStore;
import org.livemirror.store.Entry;
import org.livemirror.store.file.FileContentStore;
import org.livemirror.store.memory.MemoryContentStore;

/**
 * Requests and their exact answers: status line, every header but Date (checked by the client) and
 * body; and whether the connection goes on after it. The rows are in the tables of {@code rows/}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RequestRowsTest {
  private static final List<String> TABLES =
      List.of(
          "targets",
          "methods",
          "host",
          "heads",
          "framing",
          "connections",
          "conditions",
          "ranges",
          "limits");

  private final List<Site> sites = new ArrayList<>();
  private final Map<String, Served> files = new HashMap<>();

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    Clock clock = Clock.systemUTC();
    sites.add(site(FileContentStore.open(folder, clock), Transport.best(), null));
    sites.add(site(new MemoryContentStore(clock), Transport.NIO, null));
    sites.add(site(FileContentStore.open(folder.resolve("nio"), clock), Transport.NIO, null));
    sites.add(
        site(
            FileContentStore.open(folder.resolve("tls"), clock),
            Transport.best(),
            TlsKeys.fresh(folder)));
  }

  private Site site(ContentStore store, Transport transport, @Nullable TlsSettings tls)
      throws IOException {
    Site site = new Site(store, transport, HttpLimits.DEFAULT, false, tls, Networks.NONE);
    String big = new String(Site.noise(100_000, 7), StandardCharsets.ISO_8859_1);
    put(site, "flag", "minitri.flg", "text/plain", " ", Entry.Kind.POINTER);
    put(site, "tri", "a$20b_1.0_english_livetri.zip", "application/zip", "tri", Entry.Kind.POINTER);
    put(site, "stream", "streaming/s.zip", "application/zip", "stream", Entry.Kind.POINTER);
    String packages = "application/octet-stream";
    put(site, "pkg", "1314282430x.m25", packages, "0123456789", Entry.Kind.PACKAGE);
    put(site, "big", "1314282431big.x01", packages, big, Entry.Kind.PACKAGE);
    put(site, "empty", "1314282432empty.x01", packages, "", Entry.Kind.PACKAGE);
    site.publish();
    return site;
  }

  private void put(Site site, String name, String path, String type, String body, Entry.Kind kind)
      throws IOException {
    Entry entry = site.put(path, body.getBytes(StandardCharsets.ISO_8859_1), kind);
    files.put(name, new Served(entry, type, body));
  }

  @AfterAll
  void stop() throws IOException {
    for (Site site : sites) {
      site.close();
    }
  }

  List<Row> rows() {
    return TABLES.stream().flatMap(table -> Row.table(table, files).stream()).toList();
  }

  @Test
  void rows_areMany_andEachHasItsOwnName() {
    Stream<String> names = rows().stream().map(Row::name);
    assertThat(names).hasSizeGreaterThanOrEqualTo(400).doesNotHaveDuplicates();
    assertThat(rows()).allSatisfy(row -> assertThat(row.answers()).isNotEmpty());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void answer_zeroCopy(Row row) throws IOException {
    check(sites.get(0), row, false);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void answer_fedByteByByte(Row row) throws IOException {
    check(sites.get(0), row, true);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void answer_nioAndMemory(Row row) throws IOException {
    check(sites.get(1), row, false);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void answer_nioAndFiles(Row row) throws IOException {
    check(sites.get(2), row, false);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void answer_overTls(Row row) throws IOException {
    check(sites.get(3), row, false);
  }

  private static void check(Site site, Row row, boolean trickle) throws IOException {
    try (Client client = site.connect()) {
      if (trickle) {
        trickle(client, row.request());
      } else {
        client.send(row.request());
      }
      boolean closed = false;
      for (Expected answer : row.answers()) {
        answer.check(row.name(), client.read(answer.head()));
        closed = answer.closes();
      }
      if (closed) {
        assertThat(client.atEnd()).as(row.name()).isTrue();
      } else {
        assertThat(client.get("/livez").read().text()).isEqualTo("ok\n");
      }
    }
  }

  /**
   * Sends byte by byte. What follows a request that asks for the end comes together with its last
   * byte: later it would meet a connection that is closed.
   */
  private static void trickle(Client client, String request) throws IOException {
    int close = request.indexOf("Connection: close\r\n");
    int end = close < 0 ? request.length() : request.indexOf("\r\n\r\n", close) + 3;
    client.trickle(request.substring(0, end)).send(request.substring(end));
  }
}
