package org.livemirror.net;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;

/**
 * Netty's epoll, which comes back to a socket that it was asked nothing of for a moment.
 *
 * <p>Netty (4.2.18, and 4.2.20 still) takes such a socket out of epoll and does not put it back
 * when it is asked something again: the next wait for room to write fails. A client that has closed
 * its end and reads slowly would lose the rest of an answer, or of a file over FTP. Here it is
 * registered anew. It has to be out meanwhile: epoll tells of errors unasked, again and again.
 */
final class FaithfulEpoll implements IoHandler {
  private final IoHandler epoll;

  private FaithfulEpoll(IoHandler epoll) {
    this.epoll = epoll;
  }

  static IoHandlerFactory newFactory() {
    IoHandlerFactory epoll = EpollIoHandler.newFactory();
    return executor -> new FaithfulEpoll(epoll.newHandler(executor));
  }

  @Override
  public void initialize() {
    epoll.initialize();
  }

  @Override
  public int run(IoHandlerContext context) {
    return epoll.run(context);
  }

  @Override
  public void prepareToDestroy() {
    epoll.prepareToDestroy();
  }

  @Override
  public void destroy() {
    epoll.destroy();
  }

  @Override
  public IoRegistration register(IoHandle handle) throws Exception {
    return new Registration(epoll, handle);
  }

  @Override
  public void wakeup() {
    epoll.wakeup();
  }

  @Override
  public boolean isCompatible(Class<? extends IoHandle> handleType) {
    return epoll.isCompatible(handleType);
  }

  /** What Netty has taken out is registered anew when it is asked something again. */
  private static final class Registration implements IoRegistration {
    private final IoHandler epoll;
    private final IoHandle handle;
    private IoRegistration current;
    private boolean out;
    private boolean cancelled;

    Registration(IoHandler epoll, IoHandle handle) throws Exception {
      this.epoll = epoll;
      this.handle = handle;
      this.current = epoll.register(handle);
    }

    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals") // Netty's signature
    public synchronized <T> T attachment() {
      return current.attachment();
    }

    @Override
    public synchronized long submit(IoOps ops) {
      if (cancelled) {
        return -1;
      }
      if (EpollIoOps.NONE.equals(ops)) {
        out = current.cancel() || out;
        return 0;
      }
      if (out) {
        current = again();
        out = false;
      }
      return current.submit(ops);
    }

    private IoRegistration again() {
      try {
        return epoll.register(handle);
      } catch (Exception e) {
        throw new IllegalStateException("cannot be registered again", e);
      }
    }

    @Override
    public synchronized boolean isValid() {
      return !cancelled;
    }

    @Override
    public synchronized boolean cancel() {
      boolean first = !cancelled;
      cancelled = true;
      boolean unused = current.cancel();
      return first;
    }
  }
}
