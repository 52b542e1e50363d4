package org.livemirror.app.wiring;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadPoolExecutor;
import org.livemirror.app.config.ConfigException;
import org.livemirror.app.config.ProtectionSettings;
import org.livemirror.http.limit.AccessList;
import org.livemirror.http.limit.Admission;
import org.livemirror.http.limit.Networks;
import org.livemirror.http.limit.Passwords;
import org.livemirror.http.limit.Pressure;
import org.livemirror.http.limit.Protection;
import org.livemirror.http.limit.Proxies;
import org.livemirror.http.limit.RequestRate;
import org.livemirror.http.limit.Shaper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From the settings that protect the server to what does. */
public final class Protecting {
  private static final Logger LOG = LoggerFactory.getLogger(Protecting.class);

  private Protecting() {}

  /**
   * What protects a server; warns if this process may open too few files for its connections.
   *
   * @param blocking the threads whose queue must not run full
   * @param queue how much may wait for them
   * @throws ConfigException if the file of passwords is unusable
   */
  public static Protection of(ProtectionSettings settings, ThreadPoolExecutor blocking, int queue)
      throws ConfigException {
    settings.descriptorProblem(descriptors()).ifPresent(LOG::warn);
    Proxies proxies = new Proxies(new Networks(settings.proxies()));
    return new Protection(
        new Admission(
            new AccessList(settings.allow(), settings.deny()),
            proxies,
            settings.connections(),
            settings.connectionsPerAddress()),
        new Pressure(settings.inFlight(), () -> blocking.getQueue().size(), queue),
        proxies,
        RequestRate.of(settings.requestsPerSecond(), settings.requestBurst(), System::nanoTime),
        passwords(settings),
        new Shaper(settings.shaping(), System::nanoTime, Clock.system(ZoneId.systemDefault())));
  }

  /**
   * The users who are asked for their passwords, if any are.
   *
   * @throws ConfigException if their file cannot be read or means nothing
   */
  public static Optional<Passwords> passwords(ProtectionSettings settings) throws ConfigException {
    if (settings.passwords().isEmpty()) {
      return Optional.empty();
    }
    Path file = settings.passwords().get();
    try {
      return Optional.of(Passwords.open(file, System::nanoTime));
    } catch (IOException e) {
      String message = String.valueOf(e.getMessage());
      throw new ConfigException(
          List.of(
              "http.passwords: "
                  + (message.equals(file.toString())
                      ? file + ": found no file that can be read (expected lines of user:hash)"
                      : message)));
    }
  }

  /** Files this process may have open, sockets among them; negative if the system does not tell. */
  private static long descriptors() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
        ? system.getMaxFileDescriptorCount()
        : -1;
  }
}
