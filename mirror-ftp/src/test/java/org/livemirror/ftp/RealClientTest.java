package org.livemirror.ftp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.livemirror.store.Channel;
import org.livemirror.store.Digester;
import org.livemirror.store.file.FileContentStore;

/** The server as Commons Net sees it. */
class RealClientTest {
  private static final String NAME = "norton$202009_1.0_symalllanguages_livetri.zip";
  private static final byte[] CATALOG = Served.bytes(4321, 3);

  @TempDir Path folder;

  private Served served;

  @BeforeEach
  void serve() throws IOException {
    served =
        new Served(FileContentStore.open(folder, Served.CLOCK))
            .file("minitri.flg", " ".getBytes(StandardCharsets.UTF_8))
            .file("streaming/" + NAME, CATALOG)
            .publish();
  }

  @AfterEach
  void stop() {
    served.close();
  }

  private FTPClient connect() throws IOException {
    FTPClient client = new FTPClient();
    client.setControlEncoding(StandardCharsets.UTF_8);
    client.connect("127.0.0.1", served.port());
    assertThat(client.login("anonymous", "x@")).isTrue();
    client.enterLocalPassiveMode();
    client.setFileType(FTP.BINARY_FILE_TYPE);
    return client;
  }

  @Test
  void list_isParsed() throws IOException {
    FTPClient client = connect();
    FTPFile[] root = client.listFiles();
    assertThat(root).extracting(FTPFile::getName).containsExactly("minitri.flg", "streaming");
    assertThat(root[0].isFile()).isTrue();
    assertThat(root[0].getSize()).isEqualTo(1);
    assertThat(root[0].getTimestampInstant())
        .isEqualTo(Served.MODIFIED.minusSeconds(Served.MODIFIED.getEpochSecond() % 60));
    assertThat(root[1].isDirectory()).isTrue();
    assertThat(client.changeWorkingDirectory("/clu-prod/streaming")).isTrue();
    assertThat(client.listFiles()).extracting(FTPFile::getName).containsExactly(NAME);
    assertThat(client.listNames("*.zip")).containsExactly(NAME);
    client.disconnect();
  }

  @Test
  void mlsd_isParsed() throws IOException {
    FTPClient client = connect();
    FTPFile[] files = client.mlistDir("/opt/content/onramp/streaming");
    assertThat(files).hasSize(1);
    assertThat(files[0].getName()).isEqualTo(NAME);
    assertThat(files[0].getSize()).isEqualTo(CATALOG.length);
    assertThat(files[0].getTimestampInstant()).isEqualTo(Served.MODIFIED);
    client.disconnect();
  }

  @Test
  void retrieve_wholeAndResumed_isByteIdentical() throws IOException {
    FTPClient client = connect();
    for (boolean epsv : new boolean[] {false, true}) {
      client.setUseEPSVwithIPv4(epsv);
      ByteArrayOutputStream whole = new ByteArrayOutputStream();
      assertThat(client.retrieveFile("streaming/" + NAME, whole)).isTrue();
      assertThat(whole.toByteArray()).isEqualTo(CATALOG);
      ByteArrayOutputStream rest = new ByteArrayOutputStream();
      rest.write(CATALOG, 0, 1000);
      client.setRestartOffset(1000);
      assertThat(client.retrieveFile("streaming/" + NAME, rest)).isTrue();
      assertThat(rest.toByteArray()).isEqualTo(CATALOG);
    }
    client.disconnect();
  }

  @Test
  void testing_isEnteredByName_andNoCopyOfTheRootTakesIt() throws IOException {
    byte[] tested = Served.bytes(500, 9);
    served.file("streaming/" + NAME, tested).publish(Channel.TESTING);
    FTPClient client = connect();
    assertThat(client.listFiles("/testing/STREAMING")).extracting(FTPFile::getSize).contains(500L);
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    assertThat(client.retrieveFile("/Testing/streaming/" + NAME, got)).isTrue();
    assertThat(got.toByteArray()).isEqualTo(tested);
    got.reset();
    assertThat(client.retrieveFile("/streaming/" + NAME, got)).isTrue();
    assertThat(got.toByteArray()).isEqualTo(CATALOG);

    List<String> files = new ArrayList<>();
    walk(client, "/", files);
    assertThat(files).containsExactly("/minitri.flg", "/streaming/" + NAME);
    files.clear();
    walk(client, "/testing/", files);
    assertThat(files).containsExactly("/testing/minitri.flg", "/testing/streaming/" + NAME);
    client.disconnect();
  }

  /** What a client that copies a folder with all below it finds. */
  private static void walk(FTPClient client, String folder, List<String> files) throws IOException {
    for (FTPFile each : client.mlistDir(folder)) {
      if (each.isDirectory()) {
        walk(client, folder + each.getName() + "/", files);
      } else {
        files.add(folder + each.getName());
      }
    }
  }

  @Test
  void retrieve_of100Megabytes_byThreeClientsAtOnce_isByteIdentical() throws Exception {
    byte[] large = Served.bytes(100_000_000, 5);
    String expected = sha256(new java.io.ByteArrayInputStream(large));
    served.file("1314253617jtun_nav2k8enncur25.m25", large).publish();
    ExecutorService clients = Executors.newFixedThreadPool(3);
    List<Future<String>> found = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      found.add(clients.submit(this::digestOfLarge));
    }
    for (Future<String> digest : found) {
      assertThat(digest.get()).isEqualTo(expected);
    }
    clients.shutdown();
    assertThat(served.sent)
        .hasSize(3)
        .allMatch(sent -> sent.whole() && sent.bytes() == 100_000_000);
  }

  private String digestOfLarge() throws IOException {
    FTPClient client = connect();
    String digest;
    try (InputStream in = client.retrieveFileStream("1314253617JTUN_nav2k8enncur25.m25")) {
      digest = sha256(in);
    }
    assertThat(client.completePendingCommand()).isTrue();
    client.disconnect();
    return digest;
  }

  private static String sha256(InputStream in) throws IOException {
    Digester digester = new Digester();
    byte[] buffer = new byte[1 << 16];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      digester.update(buffer, 0, n);
    }
    return digester.finish().sha256().toString();
  }
}
