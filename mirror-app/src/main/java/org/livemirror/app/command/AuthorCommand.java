package org.livemirror.app.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.livemirror.app.config.ConfigException;
import org.livemirror.app.config.SpecFile;
import org.livemirror.core.author.Author;
import org.livemirror.core.author.ContentSpec;
import org.livemirror.core.author.SelfMadeChain;
import org.livemirror.core.author.SigningKey;
import org.livemirror.core.trust.Certificates;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code author}: own content, signed with the operator's key, in the exact vendor format. */
@Command(
    name = "author",
    description = {
      "Make and sign own content (\"custom updates\") in the vendor's format.",
      "With --new-key it makes a key first: a private root, a code-signing CA and a signer."
    },
    mixinStandardHelpOptions = true)
public final class AuthorCommand implements Callable<Integer> {
  private static final Duration VALIDITY = Duration.ofDays(3650);
  private static final Duration BACKDATED = Duration.ofDays(1);
  private static final String PASSWORD_VARIABLE = "LIVEMIRROR_KEY_PASSWORD";

  @Mixin private Output output = new Output();

  @Option(
      names = "--key",
      paramLabel = "P12",
      required = true,
      description = "PKCS#12 file with key and chain.")
  @SuppressWarnings("NullAway.Init") // injected by picocli
  private Path key;

  @Option(
      names = "--key-password-file",
      paramLabel = "FILE",
      description =
          "Its password, on the first line; default: the environment's LIVEMIRROR_KEY_PASSWORD.")
  private @Nullable Path passwordFile;

  @Option(
      names = "--new-key",
      paramLabel = "ORGANIZATION",
      description =
          "Make the key file first, and beside it <name>.root.pem, for those who are to trust it.")
  private @Nullable String newKey;

  @Option(
      names = "--spec",
      paramLabel = "YAML",
      description = "What to make; see docs/authoring.md.")
  private @Nullable Path spec;

  @Option(names = "--out", paramLabel = "DIR", description = "Where to write it.")
  private @Nullable Path out;

  @Override
  public Integer call() throws ConfigException, IOException {
    if ((spec == null) != (out == null) || (spec == null && newKey == null)) {
      throw new ConfigException(
          List.of("found too little to do (expected --spec with --out, or --new-key)"));
    }
    char[] password = password();
    Optional<ContentSpec> content =
        spec == null ? Optional.empty() : Optional.of(SpecFile.load(spec));
    ArrayNode written = JsonNodeFactory.instance.arrayNode();
    if (newKey != null) {
      makeKey(newKey, password).forEach(file -> written.add(file.toString()));
    }
    if (content.isPresent() && out != null) {
      new Author(signer(password), out)
          .write(content.get())
          .forEach(file -> written.add(file.toString()));
    }
    output.report(written, lines -> written.forEach(file -> lines.line("wrote %s", file.asText())));
    return ExitStatus.DONE;
  }

  private SigningKey signer(char[] password) throws ConfigException, IOException {
    try {
      return SigningKey.load(key, password);
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException e) {
      // The JDK's messages for a wrong password and for another format do not name the file.
      throw new ConfigException(
          List.of(key + ": not a PKCS#12 file that this password opens: found " + e.getMessage()));
    }
  }

  private char[] password() throws ConfigException, IOException {
    String password =
        passwordFile == null
            ? System.getenv(PASSWORD_VARIABLE)
            : Files.readString(passwordFile, StandardCharsets.UTF_8).lines().findFirst().orElse("");
    if (password == null || password.isEmpty()) {
      throw new ConfigException(
          List.of(
              "found no password for "
                  + key
                  + " (expected --key-password-file or "
                  + PASSWORD_VARIABLE
                  + ")"));
    }
    return password.toCharArray();
  }

  private List<Path> makeKey(String organization, char[] password) throws IOException {
    Instant now = Instant.now();
    SigningKey made = SelfMadeChain.create(organization, now.minus(BACKDATED), now.plus(VALIDITY));
    made.save(key, password);
    Path root =
        key.resolveSibling(
            String.valueOf(key.getFileName()).replaceFirst("\\.[^.]*$", "") + ".root.pem");
    Files.writeString(root, Certificates.pem(made.root()));
    return List.of(key, root);
  }
}
