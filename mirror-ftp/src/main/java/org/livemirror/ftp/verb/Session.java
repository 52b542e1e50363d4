package org.livemirror.ftp.verb;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FutureListener;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.livemirror.ftp.data.DataPort;
import org.livemirror.ftp.tree.Fact;
import org.livemirror.ftp.tree.Tree;
import org.livemirror.ftp.tree.VirtualPath;
import org.livemirror.ftp.wire.Reply;

/** What one client has said so far. For the thread of its event loop. */
public final class Session {
  private final Site site;
  private final EventLoop loop;
  private final InetAddress local;
  private final InetAddress client;

  private final Login login = new Login();
  private VirtualPath folder = VirtualPath.ROOT;
  private Set<Fact> facts = EnumSet.allOf(Fact.class);
  private long restart;
  private boolean extendedOnly;
  private boolean transferring;
  private boolean ended;
  private @Nullable DataPort dataPort;

  /**
   * A session that begins.
   *
   * @param local the address the client connected to
   */
  public Session(Site site, EventLoop loop, InetAddress local, InetAddress client) {
    this.site = site;
    this.loop = loop;
    this.local = DataPort.plain(local);
    this.client = DataPort.plain(client);
  }

  Site site() {
    return site;
  }

  InetAddress local() {
    return local;
  }

  public InetAddress client() {
    return client;
  }

  Login login() {
    return login;
  }

  public boolean loggedIn() {
    return login.done();
  }

  /** What is published now: one command asks once. */
  Tree tree() {
    return new Tree(
        site.channels().production().current().generation(),
        site.channels().testing().current().generation(),
        site.basePaths());
  }

  /** The working folder. */
  VirtualPath folder() {
    return folder;
  }

  void enter(VirtualPath path) {
    folder = path;
  }

  /** The facts that MLSD and MLST tell. */
  Set<Fact> facts() {
    return facts;
  }

  void tell(Set<Fact> wanted) {
    facts = wanted;
  }

  void restartAt(long offset) {
    restart = offset;
  }

  /** The offset that REST set; it holds for one transfer. */
  long takeRestart() {
    long offset = restart;
    restart = 0;
    return offset;
  }

  /** Whether the client has said it will use nothing but EPSV, RFC 2428 §4. */
  boolean extendedOnly() {
    return extendedOnly;
  }

  void useExtendedOnly() {
    extendedOnly = true;
  }

  boolean transferring() {
    return transferring;
  }

  public void transferring(boolean running) {
    transferring = running;
  }

  /** The port that PASV or EPSV opened, for one transfer. */
  public Optional<DataPort> takeDataPort() {
    Optional<DataPort> taken = Optional.ofNullable(dataPort);
    dataPort = null;
    return taken;
  }

  /** Closes the port that was open and opens another. */
  Outcome openDataPort(Function<DataPort, Reply> announce) {
    closeDataPort();
    Promise<Reply> reply = loop.newPromise();
    site.dataPorts()
        .open(loop, local, client)
        .addListener(
            (FutureListener<DataPort>)
                opened -> {
                  if (!opened.isSuccess()) {
                    reply.setSuccess(new Reply(425, "No free data port, try again later."));
                    return;
                  }
                  dataPort = opened.getNow();
                  reply.setSuccess(announce.apply(dataPort));
                  if (ended) {
                    closeDataPort();
                  }
                });
    return new Outcome.Later(reply);
  }

  void closeDataPort() {
    if (dataPort != null) {
      dataPort.close();
      dataPort = null;
    }
  }

  /** Back to how it began, REIN. */
  void begin() {
    login.begin();
    folder = VirtualPath.ROOT;
    facts = EnumSet.allOf(Fact.class);
    restart = 0;
    extendedOnly = false;
    closeDataPort();
  }

  /** The client is gone. */
  public void end() {
    ended = true;
    closeDataPort();
  }
}
