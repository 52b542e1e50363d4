package org.livemirror.app.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.livemirror.app.config.ConfigException;
import org.livemirror.app.demo.Demo;
import org.livemirror.core.trust.RefusedException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code demo}: a mirror with a forged upstream, to look at or to check itself. */
@Command(
    name = "demo",
    description = "Make a signed sample upstream, mirror it, serve it, and say what to try.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
public final class DemoCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // injected by picocli
  private CommandSpec spec;

  @Option(names = "--dir", paramLabel = "D", description = "The demo's folder.")
  private Path dir = Path.of("demo");

  @Option(names = "--http-port", paramLabel = "N", description = "0 for any free port.")
  private int httpPort = 7070;

  @Option(names = "--ftp-port", paramLabel = "N", description = "0 for any free port.")
  private int ftpPort = 2121;

  @Option(names = "--admin-port", paramLabel = "N", description = "0 for any free port.")
  private int adminPort = 7071;

  @Option(
      names = "--scale",
      paramLabel = "S",
      description = "Package sizes; 1 is as in the field: 100 MB.")
  private double scale = 0.05;

  @Option(
      names = "--once",
      description = "Walk a client through it over HTTP and FTP, then exit with 0 or 1.")
  private boolean once;

  @Override
  public Integer call() throws ConfigException, IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Demo.Ports ports =
        once ? new Demo.Ports(0, 0, 0) : new Demo.Ports(httpPort, ftpPort, adminPort);
    Demo demo = Demo.start(dir, ports, scale, out::println);
    if (once) {
      return walk(demo, out);
    }
    demo.newerDay();
    out.println("try:");
    demo.whatToTry().forEach(line -> out.println("  " + line));
    ServeCommand.untilStopped(demo, demo.server().readyLine(), spec);
    return ExitStatus.DONE;
  }

  private int walk(Demo demo, PrintWriter out) throws ConfigException, IOException {
    try (demo) {
      demo.walk();
      out.println("demo: all checks passed");
      return ExitStatus.DONE;
    } catch (RefusedException e) {
      spec.commandLine().getErr().println("livemirror: " + e.getMessage());
      return ExitStatus.REFUSED;
    }
  }
}
