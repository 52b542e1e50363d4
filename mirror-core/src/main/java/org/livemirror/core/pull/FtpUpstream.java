package org.livemirror.core.pull;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPFile;
import org.apache.commons.net.ftp.FTPReply;
import org.livemirror.store.ContentPath;

/**
 * An FTP server, passive and binary, anonymous unless the URL names a user. Connections are kept
 * for further files; each serves one file at a time.
 */
final class FtpUpstream implements Upstream {
  private static final int FILE_UNAVAILABLE = 550;
  private static final int MAX_FOLDERS = 100;
  private static final int MAX_FILES = 200_000;

  private final String host;
  private final int port;
  private final String user;
  private final String password;
  private final String folder;
  private final Duration timeout;
  private final Deque<FTPClient> idle = new ConcurrentLinkedDeque<>();

  FtpUpstream(URI url, Duration timeout) {
    this.host = url.getHost();
    this.port = url.getPort() < 0 ? FTP.DEFAULT_PORT : url.getPort();
    String userInfo = url.getUserInfo() == null ? "anonymous:livemirror@" : url.getUserInfo();
    int colon = userInfo.indexOf(':');
    this.user = colon < 0 ? userInfo : userInfo.substring(0, colon);
    this.password = colon < 0 ? "" : userInfo.substring(colon + 1);
    String path = url.getRawPath() == null ? "" : url.getRawPath();
    String decoded = URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    this.folder = decoded.endsWith("/") ? decoded : decoded + "/";
    this.timeout = timeout;
  }

  @Override
  public Optional<List<ContentPath>> list() throws IOException {
    FTPClient client = connection();
    List<ContentPath> files = new ArrayList<>();
    List<String> folders = new ArrayList<>(List.of(""));
    for (int i = 0; i < folders.size(); i++) {
      String below = folders.get(i);
      for (FTPFile file : client.listFiles(folder + below)) {
        if (file == null || file.getName().startsWith(".")) {
          continue;
        }
        String name = below + file.getName();
        if (file.isDirectory() && folders.size() < MAX_FOLDERS) {
          folders.add(name + "/");
        } else if (file.isFile() && files.size() < MAX_FILES) {
          ContentPath.parse(name).ifPresent(files::add);
        }
      }
      if (!FTPReply.isPositiveCompletion(client.getReplyCode())) {
        throw failed(client, folder + below);
      }
    }
    idle.push(client);
    return Optional.of(files);
  }

  @Override
  public OptionalLong sizeBytes(ContentPath path) throws IOException {
    FTPClient client = connection();
    String size = client.getSize(folder + path);
    if (size == null && client.getReplyCode() != FILE_UNAVAILABLE) {
      throw failed(client, folder + path);
    }
    idle.push(client);
    return size == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(size.strip()));
  }

  @Override
  public Optional<Body> open(ContentPath path, long offset) throws IOException {
    String file = folder + path;
    FTPClient client = connection();
    String size = client.getSize(file);
    if (size == null && client.getReplyCode() == FILE_UNAVAILABLE) {
      idle.push(client);
      return Optional.empty();
    }
    String version = client.getModificationTime(file);
    client.setRestartOffset(offset);
    InputStream stream = client.retrieveFileStream(file);
    if (stream == null) {
      if (client.getReplyCode() == FILE_UNAVAILABLE) {
        idle.push(client);
        return Optional.empty();
      }
      throw failed(client, file);
    }
    OptionalLong total =
        size == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(size.strip()));
    return Optional.of(
        new Body(
            new StallGuard(new Transfer(client, stream), timeout, shown(file)),
            offset,
            total,
            version == null ? "" : version));
  }

  private FTPClient connection() throws IOException {
    FTPClient kept = idle.poll();
    if (kept != null && isAlive(kept)) {
      return kept;
    }
    FTPClient client = new FTPClient();
    int millis = Math.toIntExact(timeout.toMillis());
    client.setConnectTimeout(millis);
    client.setDefaultTimeout(millis);
    client.setDataTimeout(timeout);
    client.setControlEncoding(StandardCharsets.UTF_8.name());
    try {
      client.connect(host, port);
      client.setSoTimeout(millis);
      client.setTcpNoDelay(true);
      if (!FTPReply.isPositiveCompletion(client.getReplyCode()) || !client.login(user, password)) {
        throw failed(client, "login as " + user);
      }
      client.enterLocalPassiveMode();
      client.setUseEPSVwithIPv4(true);
      if (!client.setFileType(FTP.BINARY_FILE_TYPE)) {
        throw failed(client, "TYPE I");
      }
      return client;
    } catch (IOException e) {
      drop(client);
      throw new IOException(shown("") + ": " + e.getMessage(), e);
    }
  }

  private static boolean isAlive(FTPClient client) {
    try {
      return client.sendNoOp();
    } catch (IOException e) {
      drop(client);
      return false;
    }
  }

  private IOException failed(FTPClient client, String what) {
    String reply = String.valueOf(client.getReplyString()).strip();
    drop(client);
    return new IOException(shown(what) + ": the server says '" + reply + "'");
  }

  private String shown(String what) {
    return "ftp://"
        + host
        + ":"
        + port
        + (what.startsWith("/") || what.isEmpty() ? what : " " + what);
  }

  private static void drop(FTPClient client) {
    try {
      client.disconnect();
    } catch (IOException e) {
      // it is gone either way
    }
  }

  @Override
  public void close() {
    for (FTPClient client = idle.poll(); client != null; client = idle.poll()) {
      try {
        client.logout();
      } catch (IOException e) {
        // the server may have hung up first
      }
      drop(client);
    }
  }

  /** A data stream whose end gives the control connection back. */
  private final class Transfer extends FilterInputStream {
    private final FTPClient client;
    private boolean ended;
    private boolean closed;

    Transfer(FTPClient client, InputStream stream) {
      super(stream);
      this.client = client;
    }

    @Override
    public int read() throws IOException {
      int value = super.read();
      ended |= value < 0;
      return value;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int got = super.read(bytes, offset, length);
      ended |= got < 0;
      return got;
    }

    /**
     * A transfer that is given up ends its connection: to wait for the server's word costs more
     * than to log in again.
     */
    @Override
    public void close() throws IOException {
      if (closed) {
        return;
      }
      closed = true;
      if (!ended) {
        drop(client);
        return;
      }
      super.close();
      if (!client.completePendingCommand()) {
        throw failed(client, "transfer");
      }
      idle.push(client);
    }
  }
}
