package org.livemirror.app;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import org.livemirror.app.command.AuthorCommand;
import org.livemirror.app.command.ConfigCommand;
import org.livemirror.app.command.DemoCommand;
import org.livemirror.app.command.ExitStatus;
import org.livemirror.app.command.GcCommand;
import org.livemirror.app.command.GenerationsCommand;
import org.livemirror.app.command.ImportCommand;
import org.livemirror.app.command.PasswordCommand;
import org.livemirror.app.command.PlanCommand;
import org.livemirror.app.command.PullCommand;
import org.livemirror.app.command.ScrubCommand;
import org.livemirror.app.command.ServeCommand;
import org.livemirror.app.command.StatusCommand;
import org.livemirror.app.command.TrustCommand;
import org.livemirror.app.command.VerifyCommand;
import org.livemirror.app.config.ConfigException;
import org.livemirror.app.wiring.Build;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/**
 * The program {@code livemirror}. Each command is a class in {@code org.livemirror.app.command}.
 */
@Command(
    name = "livemirror",
    description =
        "LiveUpdate mirror and content server: verifies signers before it serves anything.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      ServeCommand.class,
      StatusCommand.class,
      PullCommand.class,
      ImportCommand.class,
      VerifyCommand.class,
      PlanCommand.class,
      GenerationsCommand.class,
      GcCommand.class,
      ScrubCommand.class,
      TrustCommand.class,
      PasswordCommand.class,
      AuthorCommand.class,
      ConfigCommand.class,
      AutoComplete.GenerateCompletion.class
    })
public final class Main {
  /**
   * Netty's search for buffers that were forgotten takes a twentieth of the processor time of a
   * small answer. The tests and the soak have it on; whoever sets it has it.
   */
  private static final String LEAK_DETECTION = "io.netty.leakDetection.level";

  /** Runs one command and exits with its status. */
  public static void main(String[] args) {
    if (System.getProperty(LEAK_DETECTION) == null) {
      System.setProperty(LEAK_DETECTION, "disabled");
    }
    int status = run(args, console(System.out), console(System.err));
    // A drained server has halted the process by now; all other threads are daemons.
    System.exit(status);
  }

  private static PrintWriter console(PrintStream stream) {
    return new PrintWriter(stream, true, Charset.defaultCharset());
  }

  /** Runs one command and returns its exit status; never throws. */
  static int run(String[] args, PrintWriter out, PrintWriter err) {
    CommandLine line = new CommandLine(new Main());
    line.setOut(out);
    line.setErr(err);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler((e, failed, result) -> report(e, failed.getErr()));
    return line.execute(args);
  }

  private static int report(Exception e, PrintWriter err) {
    if (e instanceof ConfigException config) {
      config.problems().forEach(problem -> err.println("livemirror: " + problem));
      return ExitStatus.USAGE;
    }
    if (e instanceof IOException || e instanceof UncheckedIOException) {
      err.println("livemirror: " + describe(e));
      return ExitStatus.FAILED;
    }
    err.println("livemirror: a bug, please report it:");
    e.printStackTrace(err);
    return ExitStatus.FAILED;
  }

  private static String describe(Exception e) {
    String message = e.getMessage() == null ? "" : e.getMessage();
    return switch (e.getClass().getSimpleName()) {
      case "NoSuchFileException" -> message + ": no such file";
      case "AccessDeniedException" -> message + ": access denied";
      case "FileAlreadyExistsException" -> message + ": exists already";
      default -> message.isEmpty() ? e.getClass().getSimpleName() : message;
    };
  }

  /** The version that the build wrote into the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"livemirror " + Build.version()};
    }
  }
}
