package org.livemirror.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.livemirror.http.Client.Reply;
import org.livemirror.net.Transport;
import org.livemirror.store.Entry;
import org.livemirror.store.memory.MemoryContentStore;

final class ListingTest {
  private static final String ROOT =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head><meta charset="utf-8"><title>Index of /</title></head>
      <body>
      <h1>Index of /</h1>
      <pre>
      <a href="a%20%26%20%27b%27">a &amp; &#39;b&#39;</a>  06-Nov-1994 08:49  1
      <a href="a$20b_1.0_x_livetri.zip">a$20b_1.0_x_livetri.zip</a>  06-Nov-1994 08:49  3
      <a href="streaming/">streaming/</a>  -
      </pre>
      </body>
      </html>
      """;

  private Site site;
  private Client client;

  @BeforeEach
  void start() throws IOException {
    site =
        new Site(
            new MemoryContentStore(Clock.systemUTC()), Transport.best(), HttpLimits.DEFAULT, true);
    client = site.connect();
  }

  private void publish() throws IOException {
    site.put("a$20b_1.0_x_livetri.zip", "tri", Entry.Kind.POINTER);
    site.put("a & 'b'", "x", Entry.Kind.PACKAGE);
    site.put("streaming/s.zip", "s", Entry.Kind.POINTER);
    for (String path : new String[] {"old.m25", "gone/old.m25", "streaming/old.m25"}) {
      site.put(
          path,
          new byte[2],
          Entry.Kind.PACKAGE,
          Instant.MAX,
          JsonNodeFactory.instance.objectNode());
    }
    site.publish();
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    site.close();
  }

  @Test
  void root_linksToEverythingThatIsNotDropped() throws IOException {
    publish();
    Reply reply = client.get("/").read();
    assertThat(reply.status()).isEqualTo("HTTP/1.1 200 OK");
    assertThat(reply.headers())
        .containsEntry("Content-Type", "text/html; charset=utf-8")
        .containsEntry("Cache-Control", "no-cache");
    assertThat(reply.text()).isEqualTo(ROOT);
    assertThat(client.get("/clu-prod/").read().text())
        .isEqualTo(ROOT.replace("Index of /", "Index of /clu-prod/"));
  }

  @Test
  void folder_hasItsFilesAndItsParent() throws IOException {
    publish();
    assertThat(client.get("/clu-prod/streaming/").read().text())
        .contains(
            "<a href=\"../\">../</a>\n<a href=\"s.zip\">s.zip</a>  06-Nov-1994 08:49  1\n</pre>");
  }

  @Test
  void links_leadToTheFiles() throws IOException {
    publish();
    assertThat(client.get("/a%20%26%20%27b%27").read().text()).isEqualTo("x");
    assertThat(client.get("/a$20b_1.0_x_livetri.zip").read().text()).isEqualTo("tri");
  }

  @Test
  void droppedFile_isServedButItsFolderIsNotThere() throws IOException {
    publish();
    assertThat(client.get("/gone/old.m25").read().status()).isEqualTo("HTTP/1.1 200 OK");
    assertThat(client.get("/gone/").read().status()).isEqualTo("HTTP/1.1 404 Not Found");
    assertThat(client.get("/gone").read().status()).isEqualTo("HTTP/1.1 404 Not Found");
  }

  @Test
  void folderWithoutSlash_isRedirectedRelatively() throws IOException {
    publish();
    assertThat(redirect("/streaming")).isEqualTo("streaming/");
    assertThat(redirect("/clu-prod")).isEqualTo("clu-prod/");
    assertThat(redirect("http://elsewhere/opt/content/onramp/STREAMING")).isEqualTo("STREAMING/");
    assertThat(redirect("http://elsewhere/opt/content/onramp")).isEqualTo("onramp/");
  }

  private String redirect(String target) throws IOException {
    Reply reply = client.get(target).read();
    assertThat(reply.status()).isEqualTo("HTTP/1.1 301 Moved Permanently");
    return reply.headers().getOrDefault("Location", "");
  }

  @Test
  void strangeFolders_are404() throws IOException {
    publish();
    for (String target :
        new String[] {
          "/absent/", "//evil.example", "//evil.example/", "/streaming//", "/%2e%2e/"
        }) {
      assertThat(client.get(target).read().status()).isEqualTo("HTTP/1.1 404 Not Found");
    }
  }

  @Test
  void nothingPublished_isAnEmptyRootAndNotReady() throws IOException {
    assertThat(client.get("/").read().text()).contains("<pre>\n</pre>");
    Reply ready = client.get("/readyz").read();
    assertThat(ready.status()).isEqualTo("HTTP/1.1 503 Service Unavailable");
    assertThat(ready.text()).isEqualTo("nothing published yet\n");
    publish();
    assertThat(client.get("/readyz").read().text()).isEqualTo("ok\n");
  }
}
