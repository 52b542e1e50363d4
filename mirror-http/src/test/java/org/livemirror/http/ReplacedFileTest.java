package org.livemirror.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.livemirror.http.Client.Reply;
import org.livemirror.net.Transport;
import org.livemirror.store.Entry;
import org.livemirror.store.memory.MemoryContentStore;

/** What a client gets that asks by the date of an earlier file of the same path. */
final class ReplacedFileTest {
  private static final String TRI = "/a$20b_1.0_english_livetri.zip";
  private static final String PACKAGE = "/1314282430x.m25";

  private static Site site() throws IOException {
    return new Site(
        new MemoryContentStore(Clock.systemUTC()), Transport.best(), HttpLimits.DEFAULT, false);
  }

  private static void publish(Site site, String tri, Instant modified) throws IOException {
    site.entries.clear();
    Entry put = site.put(TRI.substring(1), tri, Entry.Kind.POINTER);
    site.entries.set(
        0, new Entry(put.path(), put.blob(), put.sizeBytes(), modified, Entry.Kind.POINTER));
    site.put(PACKAGE.substring(1), "package", Entry.Kind.PACKAGE);
    site.publish();
  }

  private static String[] since(Reply reply) {
    return new String[] {"If-Modified-Since: " + reply.headers().get("Last-Modified")};
  }

  @Test
  void catalogThatWentBack_isSent() throws IOException {
    try (Site site = site();
        Client client = site.connect()) {
      publish(site, "newer", Site.MODIFIED.plusSeconds(1));
      Reply newer = client.get(TRI).read();
      assertThat(client.get(TRI, since(newer)).read().status()).startsWith("HTTP/1.1 304 ");
      publish(site, "older", Site.MODIFIED);

      Reply older = client.get(TRI, since(newer)).read();

      assertThat(older.text()).isEqualTo("older");
      assertThat(client.get(TRI, since(older)).read().status()).startsWith("HTTP/1.1 304 ");
    }
  }

  @Test
  void packageOfTheSameDate_isNotSentAgain() throws IOException {
    try (Site site = site();
        Client client = site.connect()) {
      publish(site, "first", Site.MODIFIED);
      Reply first = client.get(PACKAGE).read();
      publish(site, "second", Site.MODIFIED);

      assertThat(client.get(PACKAGE, since(first)).read().status()).startsWith("HTTP/1.1 304 ");
    }
  }
}
