package org.livemirror.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.livemirror.http.Client.Reply;
import org.livemirror.store.Entry;
import org.livemirror.store.memory.MemoryContentStore;

/** What a client gets that has an earlier file of the same path and the same date. */
final class ReplacedFileTest {
  private static final String TRI = "/a$20b_1.0_english_livetri.zip";
  private static final String PACKAGE = "/1314282430x.m25";

  private static void publish(Site site, String tri) throws IOException {
    site.entries.clear();
    site.put(TRI.substring(1), tri, Entry.Kind.POINTER);
    site.put(PACKAGE.substring(1), "package", Entry.Kind.PACKAGE);
    site.publish();
  }

  private static String[] since(Reply reply) {
    return new String[] {"If-Modified-Since: " + reply.headers().get("Last-Modified")};
  }

  @Test
  void catalogReplacedWithinTheSecondOfItsDate_isSent() throws IOException {
    try (Site site =
            new Site(
                new MemoryContentStore(Clock.systemUTC()),
                Transport.best(),
                HttpLimits.DEFAULT,
                false);
        Client client = site.connect()) {
      publish(site, "first");
      Reply first = client.get(TRI).read();
      publish(site, "second");

      Reply second = client.get(TRI, since(first)).read();

      assertThat(second.headers().get("Last-Modified"))
          .isEqualTo(first.headers().get("Last-Modified"));
      assertThat(second.text()).isEqualTo("second");
      String[] tag = {"If-None-Match: " + second.headers().get("ETag")};
      assertThat(client.get(TRI, tag).read().status()).startsWith("HTTP/1.1 304 ");
    }
  }

  @Test
  void packageOfTheSameDate_isNotSentAgain() throws IOException {
    try (Site site =
            new Site(
                new MemoryContentStore(Clock.systemUTC()),
                Transport.best(),
                HttpLimits.DEFAULT,
                false);
        Client client = site.connect()) {
      publish(site, "first");
      Reply first = client.get(PACKAGE).read();
      publish(site, "second");

      assertThat(client.get(PACKAGE, since(first)).read().status()).startsWith("HTTP/1.1 304 ");
    }
  }
}
