package org.livemirror.app.command;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.livemirror.app.config.ConfigException;
import org.livemirror.http.limit.PasswordHash;
import org.livemirror.http.limit.Passwords;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code password}: a line for the file of users that {@code http.passwords} names. */
@Command(
    name = "password",
    description = {
      "Print the line of a user for the file that http.passwords names.",
      "The password is asked for twice on the terminal, or is the first line of standard input."
    },
    mixinStandardHelpOptions = true)
public final class PasswordCommand implements Callable<Integer> {
  private static final int MAX_CHARS = 4096;

  @Mixin private Output output = new Output();

  @Parameters(paramLabel = "USER", description = "The user's name.")
  @SuppressWarnings("NullAway.Init") // injected by picocli
  private String user;

  @Option(
      names = "--cost",
      paramLabel = "N",
      description =
          "bcrypt's cost, 4 to 16; one more takes twice as long. Default: ${DEFAULT-VALUE}.")
  private int cost = PasswordHash.DEFAULT_COST;

  @Option(names = "--stdin", description = "Read standard input, even if there is a terminal.")
  private boolean stdin;

  @Override
  @SuppressWarnings("SystemConsoleNull") // a newer JDK's console reads standard input by itself
  public Integer call() throws ConfigException, IOException {
    if (cost < PasswordHash.MIN_COST || cost > PasswordHash.MAX_COST) {
      throw wrong(
          "found a cost of %d (expected %d to %d)"
              .formatted(cost, PasswordHash.MIN_COST, PasswordHash.MAX_COST));
    }
    Console console = System.console();
    String password = stdin || console == null ? firstLine() : ask(console);
    try {
      output.line("%s", Passwords.line(user, PasswordHash.of(password, cost, new SecureRandom())));
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
    return ExitStatus.DONE;
  }

  private String ask(Console console) throws ConfigException {
    char[] once = console.readPassword("Password of %s: ", user);
    char[] again = once == null ? null : console.readPassword("Once more: ");
    if (once == null || again == null) {
      throw wrong("found no password (expected one)");
    }
    if (!Arrays.equals(once, again)) {
      throw wrong("found two different passwords (expected the same twice)");
    }
    return String.valueOf(once);
  }

  private static String firstLine() throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n' && line.length() < MAX_CHARS; c = in.read()) {
      line.append((char) c);
    }
    int end = line.length();
    return end > 0 && line.charAt(end - 1) == '\r' ? line.substring(0, end - 1) : line.toString();
  }

  private static ConfigException wrong(String problem) {
    return new ConfigException(List.of(problem));
  }
}
