package org.livemirror.core.pull;

import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.ftpserver.ConnectionConfigFactory;
import org.apache.ftpserver.FtpServer;
import org.apache.ftpserver.FtpServerFactory;
import org.apache.ftpserver.filesystem.nativefs.NativeFileSystemFactory;
import org.apache.ftpserver.ftplet.DefaultFtplet;
import org.apache.ftpserver.ftplet.FileSystemView;
import org.apache.ftpserver.ftplet.FtpException;
import org.apache.ftpserver.ftplet.FtpFile;
import org.apache.ftpserver.ftplet.FtpRequest;
import org.apache.ftpserver.ftplet.FtpSession;
import org.apache.ftpserver.ftplet.FtpletResult;
import org.apache.ftpserver.ftplet.User;
import org.apache.ftpserver.listener.Listener;
import org.apache.ftpserver.listener.ListenerFactory;
import org.apache.ftpserver.usermanager.impl.BaseUser;
import org.jspecify.annotations.Nullable;

/**
 * A real FTP server over a folder, for anonymous and for user {@code me} with password {@code
 * secret}, that counts connections and can break off transfers.
 */
final class FtpFolder implements Closeable {
  private final FtpServer server;
  private final Listener listener;
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger open = new AtomicInteger();
  private final List<String> commands = new CopyOnWriteArrayList<>();
  private final Map<String, Integer> breaks = new ConcurrentHashMap<>();

  FtpFolder(Path folder) throws FtpException {
    ListenerFactory listeners = new ListenerFactory();
    listeners.setServerAddress("127.0.0.1");
    listeners.setPort(0);
    listener = listeners.createListener();
    FtpServerFactory factory = new FtpServerFactory();
    factory.addListener("default", listener);
    factory.getUserManager().save(user("anonymous", "", folder));
    factory.getUserManager().save(user("me", "secret", folder));
    factory.setFileSystem(
        user -> breaking(new NativeFileSystemFactory().createFileSystemView(user)));
    factory.setFtplets(new HashMap<>(Map.of("count", new Count())));
    ConnectionConfigFactory connection = new ConnectionConfigFactory();
    connection.setLoginFailureDelay(0);
    factory.setConnectionConfig(connection.createConnectionConfig());
    server = factory.createServer();
    server.start();
  }

  private static User user(String name, String password, Path folder) {
    BaseUser user = new BaseUser();
    user.setName(name);
    user.setPassword(password);
    user.setHomeDirectory(folder.toString());
    return user;
  }

  URI url() {
    return url("");
  }

  URI url(String user) {
    return URI.create("ftp://" + user + "127.0.0.1:" + listener.getPort() + "/");
  }

  /** Has the next transfer of a file end in an error after so many bytes. */
  void breakNext(String fileName, int afterBytes) {
    breaks.put(fileName, afterBytes);
  }

  int connections() {
    return connections.get();
  }

  int openConnections() {
    return open.get();
  }

  /** Commands that came, with their arguments. */
  List<String> commands() {
    return List.copyOf(commands);
  }

  @Override
  public void close() {
    server.stop();
  }

  private final class Count extends DefaultFtplet {
    @Override
    public FtpletResult onConnect(FtpSession session) {
      connections.incrementAndGet();
      open.incrementAndGet();
      return FtpletResult.DEFAULT;
    }

    @Override
    public FtpletResult onDisconnect(FtpSession session) {
      open.decrementAndGet();
      return FtpletResult.DEFAULT;
    }

    @Override
    public FtpletResult beforeCommand(FtpSession session, FtpRequest request) {
      commands.add(request.getRequestLine());
      return FtpletResult.DEFAULT;
    }
  }

  private FileSystemView breaking(FileSystemView view) {
    return wrapped(
        FileSystemView.class,
        view,
        (method, result) -> result instanceof FtpFile file ? breaking(file) : result);
  }

  private FtpFile breaking(FtpFile file) {
    return wrapped(
        FtpFile.class,
        file,
        (method, result) ->
            result instanceof InputStream stream
                ? new BreakingStream(stream, breaks.remove(file.getName()))
                : result);
  }

  private interface Change {
    Object of(String method, Object result);
  }

  private static <T> T wrapped(Class<T> type, T target, Change change) {
    Object proxy =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              try {
                Object result = method.invoke(target, arguments);
                return result == null ? null : change.of(method.getName(), result);
              } catch (InvocationTargetException e) {
                throw Objects.requireNonNull(e.getCause());
              }
            });
    return type.cast(proxy);
  }

  private static final class BreakingStream extends FilterInputStream {
    private int left;

    BreakingStream(InputStream stream, @Nullable Integer bytes) {
      super(stream);
      this.left = bytes == null ? Integer.MAX_VALUE : bytes;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (left == 0) {
        throw new IOException("broken off for the test");
      }
      int got = super.read(bytes, offset, Math.min(left, length));
      left -= Math.max(got, 0);
      return got;
    }
  }
}
