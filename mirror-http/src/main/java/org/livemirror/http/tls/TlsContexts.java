package org.livemirror.http.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.util.IllegalReferenceCountException;
import io.netty.util.ReferenceCountUtil;
import java.io.Closeable;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate and key that new connections get: files → checked → in use, and looked at again
 * while serving.
 *
 * <p>Files that change are read off the event loops and used when they have stood still for one
 * look; files that cannot be used leave what is in use, and that is told once. Safe for all
 * threads.
 */
public final class TlsContexts implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(TlsContexts.class);
  private static final Duration END = Duration.ofSeconds(5);

  private final TlsSettings settings;
  private final SslProvider provider;
  private final Duration handshake;
  private final ScheduledExecutorService looks;
  private volatile SslContext current;

  /** What is in use, and what was found by the last look: for the thread that looks. */
  private ByteBuffer used;

  private ByteBuffer lastSeen;
  private String trouble = "";

  /**
   * Reads the files, and looks at them again from then on.
   *
   * @param handshake how long a client may take to agree on a connection
   * @param look time between looks
   * @throws TlsFileException if HTTPS cannot be served from them
   */
  public static TlsContexts open(TlsSettings settings, Duration handshake, Duration look)
      throws TlsFileException {
    return open(settings, handshake, look, bestProvider());
  }

  private static SslProvider bestProvider() {
    return OpenSsl.isAvailable() ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK;
  }

  static TlsContexts open(
      TlsSettings settings, Duration handshake, Duration look, SslProvider provider)
      throws TlsFileException {
    checkProfile(settings, provider);
    return new TlsContexts(settings, handshake, look, provider);
  }

  private static void checkProfile(TlsSettings settings, SslProvider provider)
      throws TlsFileException {
    if (settings.profile() == TlsProfile.OLD_CLIENTS && provider == SslProvider.JDK) {
      throw new TlsFileException(
          "found the profile old-clients (expected modern, as this host has no native TLS"
              + " library and Java speaks no TLS before 1.2: it is there for Linux with glibc on"
              + " x86_64 and aarch64)");
    }
  }

  private TlsContexts(TlsSettings settings, Duration handshake, Duration look, SslProvider provider)
      throws TlsFileException {
    this.settings = settings;
    this.handshake = handshake;
    this.provider = provider;
    TlsFiles files = TlsFiles.read(settings);
    this.used = files.digest();
    this.lastSeen = used;
    this.current = putInUse(files);
    this.looks =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "tls-files");
              thread.setDaemon(true);
              return thread;
            });
    ScheduledFuture<?> unused =
        looks.scheduleWithFixedDelay(
            this::look, look.toMillis(), look.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Whether HTTPS can be served from the files, as {@link #open} would.
   *
   * @return what clients will not like, though it can be served: a certificate that has expired
   * @throws TlsFileException if it cannot
   */
  public static Optional<String> check(TlsSettings settings) throws TlsFileException {
    SslProvider provider = bestProvider();
    checkProfile(settings, provider);
    TlsFiles files = TlsFiles.read(settings);
    ReferenceCountUtil.release(context(settings, provider, files));
    return doubt(settings, files.identity());
  }

  private static Optional<String> doubt(TlsSettings settings, Identity identity) {
    return identity
        .doubt(Instant.now())
        .map(doubt -> settings.certificate() + ": the certificate " + doubt);
  }

  /** A context that is put in use, which is told. */
  private SslContext putInUse(TlsFiles files) throws TlsFileException {
    SslContext made = context(settings, provider, files);
    Identity identity = files.identity();
    X509Certificate own = identity.chain().get(0);
    LOG.info(
        "HTTPS with the certificate of {}, valid until {} ({})",
        own.getSubjectX500Principal().getName(),
        own.getNotAfter().toInstant(),
        provider == SslProvider.JDK ? "JDK" : "native");
    doubt(settings, identity).ifPresent(doubt -> LOG.warn("http.tls: {}", doubt));
    return made;
  }

  private static SslContext context(TlsSettings settings, SslProvider provider, TlsFiles files)
      throws TlsFileException {
    Identity identity = files.identity();
    List<X509Certificate> anchors = files.anchors();
    try {
      SslContextBuilder builder =
          SslContextBuilder.forServer(identity.key(), identity.chain())
              .sslProvider(provider)
              .protocols(settings.profile().protocols())
              .ciphers(settings.profile().suites(), SupportedCipherSuiteFilter.INSTANCE)
              .clientAuth(settings.clients().netty())
              .applicationProtocolConfig(
                  new ApplicationProtocolConfig(
                      Protocol.ALPN,
                      SelectorFailureBehavior.NO_ADVERTISE,
                      SelectedListenerFailureBehavior.ACCEPT,
                      ApplicationProtocolNames.HTTP_2,
                      ApplicationProtocolNames.HTTP_1_1));
      if (!anchors.isEmpty()) {
        builder.trustManager(anchors);
      }
      return builder.build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new TlsFileException(settings.certificate() + ": cannot be used: " + e.getMessage());
    }
  }

  /** A handler for one new connection, which gives up after the deadline of handshakes. */
  public SslHandler newHandler(ByteBufAllocator allocator) {
    while (true) {
      SslContext context = current;
      try {
        ReferenceCountUtil.retain(context);
      } catch (IllegalReferenceCountException e) {
        if (context == current) {
          throw e;
        }
        continue; // it was replaced in between
      }
      try {
        SslHandler handler = context.newHandler(allocator);
        handler.setHandshakeTimeoutMillis(handshake.toMillis());
        return handler;
      } finally {
        ReferenceCountUtil.release(context);
      }
    }
  }

  /** One look at the files; a change counts from the second on that finds it. */
  void look() {
    try {
      TlsFiles files = TlsFiles.read(settings);
      ByteBuffer seen = files.digest();
      boolean still = seen.equals(lastSeen);
      lastSeen = seen;
      if (still && !seen.equals(used)) {
        SslContext old = current;
        current = putInUse(files);
        used = seen;
        ReferenceCountUtil.release(old);
      }
      if (still) {
        trouble = "";
      }
    } catch (TlsFileException | RuntimeException e) {
      String message = String.valueOf(e.getMessage());
      if (!message.equals(trouble)) {
        trouble = message;
        LOG.error("http.tls: {}; the certificate that was in use stays in use", message);
      }
    }
  }

  /** What new connections get. */
  SslContext inUse() {
    return current;
  }

  /** Looks no more. Connections that are open go on. */
  @Override
  public void close() {
    if (looks.isShutdown()) {
      return;
    }
    looks.shutdown();
    try {
      if (!looks.awaitTermination(END.toMillis(), TimeUnit.MILLISECONDS)) {
        return; // a file that takes so long to read may still be put in use
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    ReferenceCountUtil.release(current);
  }
}
