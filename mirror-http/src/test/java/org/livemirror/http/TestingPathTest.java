package org.livemirror.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.livemirror.net.Transport;
import org.livemirror.store.Channel;
import org.livemirror.store.Entry;
import org.livemirror.store.memory.MemoryContentStore;

/** What is tested is served under a path of its own, and nowhere else. */
final class TestingPathTest {
  private Site site;
  private Client client;

  @BeforeEach
  void publish() throws IOException {
    site =
        new Site(
            new MemoryContentStore(Clock.systemUTC()), Transport.best(), HttpLimits.DEFAULT, true);
    client = site.connect();
    site.put("old.zip", "old", Entry.Kind.POINTER);
    site.publish();
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    site.close();
  }

  private void test() throws IOException {
    site.entries.clear();
    site.put("Streaming/new.zip", "new", Entry.Kind.POINTER);
    site.publish(Channel.TESTING);
  }

  private String status(String path) throws IOException {
    return client.get(path).read().status();
  }

  @Test
  void nothingTested_itIsWhatProductionServes() throws IOException {
    assertThat(client.get("/testing/old.zip").read().text()).isEqualTo("old");
    assertThat(client.get("/testing/").read().text()).contains("old.zip");
  }

  @Test
  void tested_isServedUnderItsPathOnly_caseIgnored() throws IOException {
    test();
    assertThat(client.get("/testing/streaming/NEW.zip").read().text()).isEqualTo("new");
    assertThat(client.get("/TESTING/Streaming/new.zip").read().text()).isEqualTo("new");
    assertThat(status("/testing/old.zip")).isEqualTo("HTTP/1.1 404 Not Found");
    assertThat(client.get("/old.zip").read().text()).isEqualTo("old");
    assertThat(client.get("/clu-prod/old.zip").read().text()).isEqualTo("old");
    assertThat(status("/streaming/new.zip")).isEqualTo("HTTP/1.1 404 Not Found");
    assertThat(status("/clu-prod/testing/streaming/new.zip")).isEqualTo("HTTP/1.1 404 Not Found");
  }

  @Test
  void listings_ofBothChannels_doNotLeadToEachOther() throws IOException {
    test();
    assertThat(client.get("/").read().text()).contains("old.zip").doesNotContain("testing");
    assertThat(client.get("/testing/").read().text())
        .contains("Index of /testing/", "<a href=\"Streaming/\">")
        .doesNotContain("old.zip", "href=\"../\"");
    Client.Reply moved = client.get("/Testing").read();
    assertThat(moved.status()).isEqualTo("HTTP/1.1 301 Moved Permanently");
    assertThat(moved.headers()).containsEntry("Location", "Testing/");
  }

  @Test
  void storeThatOnlyTests_isNotReady() throws IOException {
    Site fresh =
        new Site(
            new MemoryContentStore(Clock.systemUTC()), Transport.best(), HttpLimits.DEFAULT, true);
    try (Client other = fresh.connect()) {
      fresh.put("new.zip", "new", Entry.Kind.POINTER);
      fresh.publish(Channel.TESTING);
      assertThat(other.get("/readyz").read().status())
          .isEqualTo("HTTP/1.1 503 Service Unavailable");
      assertThat(other.get("/testing/new.zip").read().text()).isEqualTo("new");
    } finally {
      fresh.close();
    }
  }
}
