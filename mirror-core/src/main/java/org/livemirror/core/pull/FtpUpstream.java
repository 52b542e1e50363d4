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
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
  private static final Set<Integer> UNKNOWN_COMMAND = Set.of(500, 502);
  private static final Pattern SIZE = Pattern.compile("213 +(\\d{1,18})");
  private static final int MAX_FOLDERS = 100;
  private static final int MAX_FILES = 200_000;

  private final String host;
  private final int port;
  private final String user;
  private final String password;
  private final String folder;
  private final Duration timeout;
  private final Deque<FTPClient> idle = new ConcurrentLinkedDeque<>();
  private volatile boolean closed;

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
    try {
      List<ContentPath> files = list(client);
      keep(client);
      return Optional.of(files);
    } catch (IOException | RuntimeException e) {
      throw gone(client, folder, e);
    }
  }

  private List<ContentPath> list(FTPClient client) throws IOException {
    List<ContentPath> files = new ArrayList<>();
    List<String> folders = new ArrayList<>(List.of(""));
    for (int i = 0; i < folders.size(); i++) {
      String below = folders.get(i);
      for (FTPFile file : client.listFiles(folder + below)) {
        if (file == null || file.getName().startsWith(".")) {
          continue;
        }
        String name = below + file.getName();
        if (file.isDirectory()) {
          folders.add(name + "/");
        } else if (file.isFile()) {
          ContentPath.parse(name).ifPresent(files::add);
        }
        if (folders.size() > MAX_FOLDERS || files.size() > MAX_FILES) {
          // A part of it would pass for the whole, and what is missing for withdrawn.
          throw new IOException(
              "too much to list (expected at most %d folders and %d files)"
                  .formatted(MAX_FOLDERS, MAX_FILES));
        }
      }
      if (!FTPReply.isPositiveCompletion(client.getReplyCode())) {
        throw unexpectedReply(client);
      }
    }
    return files;
  }

  @Override
  public OptionalLong sizeBytes(ContentPath path) throws IOException {
    String file = folder + path;
    FTPClient client = connection();
    try {
      OptionalLong size =
          client.size(file) == FILE_UNAVAILABLE ? OptionalLong.empty() : toldSize(client);
      keep(client);
      return size;
    } catch (IOException | RuntimeException e) {
      throw gone(client, file, e);
    }
  }

  @Override
  public Optional<Body> open(ContentPath path, long offset) throws IOException {
    String file = folder + path;
    FTPClient client = connection();
    try {
      if (client.size(file) == FILE_UNAVAILABLE) {
        keep(client);
        return Optional.empty();
      }
      OptionalLong total = toldSize(client);
      String version = client.getModificationTime(file);
      client.setRestartOffset(offset);
      InputStream stream = client.retrieveFileStream(file);
      if (stream != null) {
        Transfer transfer = new Transfer(client, stream, file);
        return Optional.of(
            new Body(
                new StallGuard(transfer, timeout, shown(file)),
                offset,
                total,
                version == null ? "" : version));
      }
      if (total.isPresent() || client.getReplyCode() != FILE_UNAVAILABLE) {
        throw unexpectedReply(client);
      }
      keep(client);
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      throw gone(client, file, e);
    }
  }

  /** The length in the reply to SIZE, or empty if the server does not know that command. */
  private static OptionalLong toldSize(FTPClient client) throws IOException {
    if (UNKNOWN_COMMAND.contains(client.getReplyCode())) {
      return OptionalLong.empty();
    }
    Matcher size = SIZE.matcher(reply(client));
    if (!size.matches()) {
      throw unexpectedReply(client);
    }
    return OptionalLong.of(Long.parseLong(size.group(1)));
  }

  private FTPClient connection() throws IOException {
    FTPClient kept = idle.poll();
    if (kept != null) {
      if (isAlive(kept)) {
        return kept;
      }
      drop(kept);
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
      if (!FTPReply.isPositiveCompletion(client.getReplyCode())) {
        throw unexpectedReply(client);
      }
      if (!client.login(user, password)) {
        throw new IOException("login as " + user + ": " + unexpectedReply(client).getMessage());
      }
      client.enterLocalPassiveMode();
      client.setUseEPSVwithIPv4(true);
      if (!client.setFileType(FTP.BINARY_FILE_TYPE)) {
        throw unexpectedReply(client);
      }
      return client;
    } catch (IOException | RuntimeException e) {
      throw gone(client, "", e);
    }
  }

  private static boolean isAlive(FTPClient client) {
    try {
      return client.sendNoOp();
    } catch (IOException e) {
      return false;
    }
  }

  private void keep(FTPClient client) {
    idle.push(client);
    if (closed) {
      close();
    }
  }

  /**
   * Ends a connection on which something went wrong: what the server would say next is unknown.
   * Replies that the library's parsers do not survive are the server's fault like any other.
   */
  private IOException gone(FTPClient client, String file, Exception e) {
    drop(client);
    String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return new IOException(shown(file) + ": " + why, e);
  }

  private static IOException unexpectedReply(FTPClient client) {
    return new IOException("the server says '" + reply(client) + "'");
  }

  private static String reply(FTPClient client) {
    return String.valueOf(client.getReplyString()).strip();
  }

  private String shown(String file) {
    return "ftp://" + host + ":" + port + file;
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
    closed = true;
    for (FTPClient client = idle.poll(); client != null; client = idle.poll()) {
      try {
        client.logout();
      } catch (IOException e) {
        // the server may have hung up first
      }
      drop(client);
    }
  }

  /**
   * A data stream whose end gives the control connection back. Read by one thread; any may close
   * it, which ends a read that waits.
   */
  private final class Transfer extends FilterInputStream {
    private final FTPClient client;
    private final String file;
    private final AtomicBoolean isClosed = new AtomicBoolean();
    private volatile boolean ended;

    Transfer(FTPClient client, InputStream stream, String file) {
      super(stream);
      this.client = client;
      this.file = file;
    }

    @Override
    public int read() throws IOException {
      int value = super.read();
      if (value < 0) {
        ended = true;
      }
      return value;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int got = super.read(bytes, offset, length);
      if (got < 0) {
        ended = true;
      }
      return got;
    }

    /**
     * A transfer that is given up ends its connection: to wait for the server's word costs more
     * than to log in again.
     */
    @Override
    public void close() throws IOException {
      if (!isClosed.compareAndSet(false, true)) {
        return;
      }
      try {
        super.close();
        if (!ended) {
          drop(client);
          return;
        }
        if (!client.completePendingCommand()) {
          throw unexpectedReply(client);
        }
        keep(client);
      } catch (IOException e) {
        throw gone(client, file, e);
      }
    }
  }
}
