package org.livemirror.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.livemirror.net.Transport;
import org.livemirror.store.Entry;
import org.livemirror.store.Generation;
import org.livemirror.store.file.FileContentStore;

/** A generation that is served no more takes no memory, whatever was asked for while it was. */
final class FormerGenerationTest {
  @TempDir Path dir;

  @Test
  void generationThatWasReplaced_isForgotten() throws IOException {
    try (Site site =
            new Site(
                FileContentStore.open(dir, Clock.systemUTC()),
                Transport.best(),
                HttpLimits.DEFAULT,
                true);
        Client client = site.connect()) {
      site.put("first.m25", "first", Entry.Kind.PACKAGE);
      site.publish();
      assertThat(client.get("/first.m25").read().text()).isEqualTo("first");
      client.get("/none.m25").read();
      client.get("/testing/first.m25").read();
      WeakReference<Generation> first = new WeakReference<>(site.published.current().generation());

      site.put("second.m25", "second", Entry.Kind.PACKAGE);
      site.publish();
      assertThat(client.get("/second.m25").read().text()).isEqualTo("second");
      client.get("/testing/second.m25").read();
      await()
          .until(
              () -> {
                System.gc();
                return first.get() == null;
              });
      assertThat(client.get("/first.m25").read().text()).isEqualTo("first");
    }
  }
}
