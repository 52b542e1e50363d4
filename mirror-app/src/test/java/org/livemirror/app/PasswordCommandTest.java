package org.livemirror.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.livemirror.http.limit.Access;
import org.livemirror.http.limit.Passwords;

/** From a password to the line that lets its user in. */
@Isolated("standard input is one for all")
final class PasswordCommandTest {
  @TempDir private Path folder;

  private static Cli.Ran run(String stdin, Object... args) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(stdin.getBytes(StandardCharsets.UTF_8)));
    try {
      return Cli.run(args);
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void line_inTheFileOfPasswords_letsItsUserIn() throws Exception {
    Cli.Ran ran = run("pässword:\r\nmore\n", "password", "--stdin", "--cost", "4", "anna").exits(0);
    assertThat(ran.lines()).hasSize(1).first().asString().startsWith("anna:$2y$04$");
    Path users = Files.writeString(folder.resolve("users"), ran.out());
    Passwords passwords = Passwords.open(users, System::nanoTime);

    String header =
        "Basic "
            + Base64.getEncoder().encodeToString("anna:pässword:".getBytes(StandardCharsets.UTF_8));
    Access access = passwords.check(header, InetAddress.getLoopbackAddress());

    assertThat(access).isInstanceOf(Access.NeedsWork.class);
    assertThat(((Access.NeedsWork) access).check().get())
        .isEqualTo(new Access.Allowed("anna"));
  }

  @Test
  void cost_isTenByDefault() {
    assertThat(run("x", "password", "--stdin", "anna").exits(0).out()).startsWith("anna:$2y$10$");
  }

  @Test
  void wrongInput_exitsWith2() {
    assertThat(run("", "password", "--stdin", "anna").exits(2).err())
        .contains("found a password of 0 bytes (expected 1 to 72)");
    assertThat(run("p".repeat(73), "password", "--stdin", "anna").exits(2).err())
        .contains("found a password of 73 bytes (expected 1 to 72)");
    assertThat(run("x", "password", "--stdin", "an:na").exits(2).err())
        .contains("found user 'an:na'");
    assertThat(run("x", "password", "--stdin", "--cost", "3", "anna").exits(2).err())
        .contains("found a cost of 3 (expected 4 to 16)");
    assertThat(run("x", "password").exits(2).err()).contains("Usage: livemirror password");
  }

  @Test
  void configCheck_readsTheFileOfPasswords() throws Exception {
    Path settings = folder.resolve("t.yaml");
    Files.writeString(settings, "http: {passwords: users}\n");
    assertThat(Cli.run("config", "check", "-c", settings).exits(2).err())
        .contains("http.passwords: " + folder.resolve("users") + ": found no file");

    Files.writeString(folder.resolve("users"), "\nanna:secret\n");
    assertThat(Cli.run("config", "check", "-c", settings).exits(2).err())
        .contains("http.passwords: " + folder.resolve("users") + " line 2: found no bcrypt hash")
        .doesNotContain("secret");
  }
}
