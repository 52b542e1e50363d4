package org.livemirror.app.command;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.livemirror.app.config.ConfigException;
import org.livemirror.app.wiring.Mirror;
import org.livemirror.app.wiring.Server;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code serve}: listeners and scheduled pulls, until SIGTERM. */
@Command(
    name = "serve",
    description = "Serve what is published over HTTP and FTP, and pull by schedule, until stopped.",
    mixinStandardHelpOptions = true)
public final class ServeCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // injected by picocli
  private CommandSpec spec;

  @Mixin private ConfigOption config = new ConfigOption();

  @Override
  public Integer call() throws ConfigException, IOException, InterruptedException {
    try (Mirror mirror = config.open();
        Server server = Server.start(mirror)) {
      untilStopped(server, server.readyLine(), spec);
    }
    return ExitStatus.DONE;
  }

  /**
   * Prints the ready line, then waits for SIGTERM or SIGINT, drains, and ends the process with
   * status 0.
   */
  static void untilStopped(Closeable running, String readyLine, CommandSpec spec)
      throws InterruptedException {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  int status = ExitStatus.DONE;
                  try {
                    running.close();
                  } catch (IOException e) {
                    spec.commandLine().getErr().println("livemirror: " + e.getMessage());
                    status = ExitStatus.FAILED;
                  }
                  // The JVM would end with 143 after SIGTERM; an orderly stop is a success.
                  Runtime.getRuntime().halt(status);
                },
                "stop"));
    spec.commandLine().getOut().println(readyLine);
    new CountDownLatch(1).await();
  }
}
