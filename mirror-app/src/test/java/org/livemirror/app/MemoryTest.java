package org.livemirror.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A package of 100 MB passes through processes with 64 MB of heap. */
final class MemoryTest {
  private static final List<String> SMALL = List.of("-Xmx64m");

  @TempDir private Path folder;

  @Test
  void package_largerThanTheHeap_isPulledAndServed() throws Exception {
    Upstream upstream = Upstream.in(folder, 100_000_000);
    String expected = Trees.sha256(upstream.content().resolve(Upstream.RULES_PACKAGE));
    Path first = upstream.settings();
    run("import", upstream.content(), "-c", first);
    try (RunningApp server = RunningApp.start(folder, SMALL, "serve", "-c", first)) {
      try (InputStream http =
          server.url("http").resolve(Upstream.RULES_PACKAGE).toURL().openStream()) {
        assertThat(Trees.digest("SHA-256", http)).isEqualTo(expected);
      }
      assertThat(overFtp(server.url("ftp"))).isEqualTo(expected);

      run("pull", "-c", upstream.settings("over-http", server.url("http").toString()));
      run("pull", "-c", upstream.settings("over-ftp", server.url("ftp").toString()));
      server.terminate();
      assertThat(server.exitStatus()).isEqualTo(0);
    }
    assertThat(Trees.digests(folder.resolve("over-http/blobs"))).containsValue(expected);
    assertThat(Trees.digests(folder.resolve("over-ftp/blobs"))).containsValue(expected);
  }

  private void run(Object... args) throws Exception {
    try (RunningApp app = RunningApp.start(folder, SMALL, args)) {
      assertThat(app.exitStatus()).as("%s%s", app.out(), app.err()).isEqualTo(0);
    }
  }

  private static String overFtp(URI url) throws Exception {
    FTPClient client = new FTPClient();
    client.connect(url.getHost(), url.getPort());
    try {
      assertThat(client.login("anonymous", "t@")).isTrue();
      assertThat(client.setFileType(FTP.BINARY_FILE_TYPE)).isTrue();
      client.enterLocalPassiveMode();
      String digest;
      try (InputStream in = client.retrieveFileStream("/clu-prod/" + Upstream.RULES_PACKAGE)) {
        assertThat(in).as(client.getReplyString()).isNotNull();
        digest = Trees.digest("SHA-256", in);
      }
      assertThat(client.completePendingCommand()).isTrue();
      return digest;
    } finally {
      client.disconnect();
    }
  }
}
