package org.livemirror.app.demo;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;

/** Fetches over FTP, resuming by REST. */
final class FtpTransport implements Transport {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int UNAVAILABLE = 550;

  private final URI url;
  private FTPClient client;

  FtpTransport(String url) throws IOException {
    this.url = URI.create(url);
    this.client = login(this.url);
  }

  private static FTPClient login(URI url) throws IOException {
    FTPClient client = new FTPClient();
    client.setConnectTimeout((int) TIMEOUT.toMillis());
    client.setDefaultTimeout((int) TIMEOUT.toMillis());
    client.setDataTimeout(TIMEOUT);
    client.connect(url.getHost(), url.getPort());
    if (!client.login("anonymous", "demo@") || !client.setFileType(FTP.BINARY_FILE_TYPE)) {
      throw new IOException(url + ": " + client.getReplyString().strip());
    }
    client.enterLocalPassiveMode();
    return client;
  }

  @Override
  public String name() {
    return "FTP";
  }

  @Override
  public Optional<InputStream> open(String fileName, long offset) throws IOException {
    client.setRestartOffset(offset);
    InputStream data = client.retrieveFileStream("/opt/content/onramp/" + fileName);
    if (data == null) {
      if (client.getReplyCode() == UNAVAILABLE) {
        return Optional.empty();
      }
      throw new IOException(fileName + ": " + client.getReplyString().strip());
    }
    return Optional.of(
        new FilterInputStream(data) {
          @Override
          public void close() throws IOException {
            super.close();
            if (!client.completePendingCommand()) {
              throw new IOException(fileName + ": " + client.getReplyString().strip());
            }
          }
        });
  }

  @Override
  public void interrupt(InputStream transfer) throws IOException {
    client.disconnect();
    client = login(url);
  }

  @Override
  public void close() throws IOException {
    client.logout();
    client.disconnect();
  }
}
