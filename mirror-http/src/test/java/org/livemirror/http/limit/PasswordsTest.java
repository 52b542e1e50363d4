package org.livemirror.http.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.livemirror.http.limit.NetworkTest.ip;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PasswordsTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Access CHALLENGE = new Access.Challenge();
  private static final Access ANNA = new Access.Allowed("anna");

  @TempDir
  @SuppressWarnings("NullAway.Init") // injected by JUnit
  private Path folder;

  private final AtomicLong clock = new AtomicLong(17);
  private final InetAddress client = ip("192.0.2.1");

  @SuppressWarnings("NullAway.Init") // set before each test
  private Path file;

  @BeforeEach
  void users() throws IOException {
    file = folder.resolve("users");
    write(line("anna", "secret"), line("bert", "other"));
  }

  private void write(String... lines) throws IOException {
    Files.writeString(file, String.join("\n", lines) + "\n");
  }

  private static String line(String user, String password) {
    return Passwords.line(
        user, PasswordHash.of(password, PasswordHash.MIN_COST, new SecureRandom()));
  }

  private Passwords passwords() throws IOException {
    return Passwords.open(file, clock::get);
  }

  private static String basic(String userAndPassword) {
    return "Basic "
        + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
  }

  private Access check(Passwords passwords, String userAndPassword) {
    return passwords.check(basic(userAndPassword), client);
  }

  /** What comes out in the end, the work done. */
  private Access answer(Passwords passwords, String userAndPassword) {
    Access access = check(passwords, userAndPassword);
    return access instanceof Access.NeedsWork work ? work.check().get() : access;
  }

  @Test
  void password_thatIsRight_isCheckedOnce() throws IOException {
    Passwords passwords = passwords();
    assertThat(check(passwords, "anna:secret")).isInstanceOf(Access.NeedsWork.class);
    assertThat(answer(passwords, "anna:secret")).isEqualTo(ANNA);
    assertThat(check(passwords, "anna:secret")).isEqualTo(ANNA);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "anna:wrong",
        "anna:",
        "anna:secret ",
        "Anna:secret",
        "nobody:secret",
        "nobody:other",
        ":"
      })
  void password_thatIsWrong_isChallenged(String userAndPassword) throws IOException {
    Passwords passwords = passwords();
    assertThat(check(passwords, userAndPassword)).isInstanceOf(Access.NeedsWork.class);
    assertThat(answer(passwords, userAndPassword)).isEqualTo(CHALLENGE);
    assertThat(check(passwords, userAndPassword)).as("remembered").isEqualTo(CHALLENGE);
  }

  @Test
  void request_withoutCredentials_isChallenged() throws IOException {
    Passwords passwords = passwords();
    assertThat(passwords.check(null, client)).isEqualTo(CHALLENGE);
    for (String header :
        new String[] {
          "",
          "Basic",
          "Basic ",
          "Bearer abc",
          "Basic ***",
          "Basic YW5uYQ==",
          "Basic " + "A".repeat(2000)
        }) {
      assertThat(passwords.check(header, client)).as(header).isEqualTo(CHALLENGE);
    }
  }

  @Test
  void header_thatIsTooLong_isNotChecked() throws IOException {
    Passwords passwords = passwords();
    String header = basic("anna:" + "p".repeat(700));
    String longest = "Basic" + " ".repeat(1024 - header.length()) + header.substring(5);
    assertThat(longest).hasSize(1024);
    assertThat(passwords.check(longest, client)).isInstanceOf(Access.NeedsWork.class);
    assertThat(passwords.check(longest + " ", client)).isEqualTo(CHALLENGE);
  }

  @Test
  void scheme_isReadInAnyCase() throws IOException {
    Passwords passwords = passwords();
    String header = basic("anna:secret").replace("Basic ", "bASIC   ");
    assertThat(passwords.check(header, client)).isInstanceOf(Access.NeedsWork.class);
  }

  @Test
  void password_mayHoldColons_andAnyLetters() throws IOException {
    write(line("jörg", "pässe:wört:€"));
    assertThat(answer(passwords(), "jörg:pässe:wört:€")).isEqualTo(new Access.Allowed("jörg"));
  }

  @Test
  void password_countsByItsFirst72Bytes_asElsewhere() throws IOException {
    write(line("anna", "p".repeat(72)));
    Passwords passwords = passwords();
    assertThat(answer(passwords, "anna:" + "p".repeat(100))).isEqualTo(ANNA);
    assertThat(answer(passwords, "anna:" + "p".repeat(71))).isEqualTo(CHALLENGE);
  }

  /** Hashes of "secret" by other programs' prefixes: the same algorithm. */
  @ParameterizedTest
  @ValueSource(strings = {"$2y$", "$2a$", "$2b$"})
  void hash_ofEveryPrefix_isTaken(String prefix) throws IOException {
    write(line("anna", "secret").replace("$2y$", prefix));
    assertThat(answer(passwords(), "anna:secret")).isEqualTo(ANNA);
  }

  /** A published test vector of the algorithm's own test suite. */
  @Test
  void hash_ofAnotherProgram_isUnderstood() {
    PasswordHash hash =
        PasswordHash.parse("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW");
    assertThat(hash.matches("U*U".getBytes(StandardCharsets.UTF_8))).isTrue();
    assertThat(hash.matches("U*V".getBytes(StandardCharsets.UTF_8))).isFalse();
  }

  @Test
  void verdict_isForgottenInTime() throws IOException {
    Passwords passwords = passwords();
    assertThat(answer(passwords, "anna:secret")).isEqualTo(ANNA);
    clock.addAndGet(599 * SECOND);
    assertThat(check(passwords, "anna:secret")).isEqualTo(ANNA);
    clock.addAndGet(2 * SECOND);
    assertThat(check(passwords, "anna:secret")).isInstanceOf(Access.NeedsWork.class);
  }

  @Test
  void wrongPasswords_ofAnAddress_areSlowed_andOthersAreNot() throws IOException {
    Passwords passwords = passwords();
    assertThat(answer(passwords, "bert:other")).isInstanceOf(Access.Allowed.class);
    for (int i = 0; i < 20; i++) {
      assertThat(answer(passwords, "anna:guess" + i)).isEqualTo(CHALLENGE);
    }

    assertThat(check(passwords, "anna:guess20")).isEqualTo(new Access.Later(2));
    assertThat(check(passwords, "anna:secret")).isEqualTo(new Access.Later(2));
    assertThat(check(passwords, "anna:guess7")).as("remembered").isEqualTo(CHALLENGE);
    assertThat(check(passwords, "bert:other")).as("remembered").isInstanceOf(Access.Allowed.class);
    assertThat(passwords.check(basic("anna:secret"), ip("192.0.2.2")))
        .isInstanceOf(Access.NeedsWork.class);

    clock.addAndGet(2 * SECOND);
    assertThat(answer(passwords, "anna:secret")).isEqualTo(ANNA);
    assertThat(answer(passwords, "anna:guess21"))
        .as("a right one costs nothing")
        .isEqualTo(CHALLENGE);
    assertThat(check(passwords, "anna:guess22")).isEqualTo(new Access.Later(2));
  }

  /** Handed out before any was done: the work itself is held to the limit as well. */
  @Test
  void wrongPasswords_sentAllAtOnce_areSlowedAsWell() throws IOException {
    Passwords passwords = passwords();
    Access[] handedOut = new Access[30];
    for (int i = 0; i < handedOut.length; i++) {
      handedOut[i] = check(passwords, "anna:guess" + i);
    }
    List<Access> answers = new ArrayList<>();
    for (Access each : handedOut) {
      assertThat(each).isInstanceOf(Access.NeedsWork.class);
      if (each instanceof Access.NeedsWork work) {
        answers.add(work.check().get());
      }
    }
    assertThat(answers.subList(0, 20)).containsOnly(CHALLENGE);
    assertThat(answers.subList(20, 30)).containsOnly(new Access.Later(2));
  }

  @Test
  void wrongPasswords_areCountedByNetworksOf64BitsInIpv6() throws IOException {
    Passwords passwords = passwords();
    for (int i = 0; i < 20; i++) {
      Access access = passwords.check(basic("anna:guess" + i), ip("2001:db8::" + i));
      assertThat(access).isInstanceOf(Access.NeedsWork.class);
      if (access instanceof Access.NeedsWork work) {
        assertThat(work.check().get()).isEqualTo(CHALLENGE);
      }
    }
    assertThat(passwords.check(basic("anna:secret"), ip("2001:db8::ffff")))
        .isEqualTo(new Access.Later(2));
    assertThat(passwords.check(basic("anna:secret"), ip("2001:db8:0:1::")))
        .isInstanceOf(Access.NeedsWork.class);
  }

  @Test
  void sameWrongPassword_sentByManyAtOnce_isOneFailure() throws Exception {
    write(Passwords.line("anna", PasswordHash.of("secret", 8, new SecureRandom())));
    Passwords passwords = passwords();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    CyclicBarrier together = new CyclicBarrier(4);
    try {
      List<Future<Access>> ends = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Access handedOut = check(passwords, "anna:old");
        ends.add(
            threads.submit(
                () -> {
                  together.await();
                  return handedOut instanceof Access.NeedsWork work
                      ? work.check().get()
                      : handedOut;
                }));
      }
      for (Future<Access> end : ends) {
        assertThat(end.get()).isEqualTo(CHALLENGE);
      }
    } finally {
      threads.shutdownNow();
    }
    for (int i = 0; i < 19; i++) {
      assertThat(answer(passwords, "anna:guess" + i)).isEqualTo(CHALLENGE);
    }
    assertThat(check(passwords, "anna:guess19")).isEqualTo(new Access.Later(2));
  }

  @Test
  void sameWrongPassword_ofManyClients_isOneFailure() throws IOException {
    Passwords passwords = passwords();
    for (int i = 0; i < 100; i++) {
      assertThat(answer(passwords, "anna:old")).isEqualTo(CHALLENGE);
    }
    assertThat(answer(passwords, "anna:secret")).isEqualTo(ANNA);
  }

  @Test
  void file_thatChanges_countsAfterTheNextLook() throws IOException {
    Passwords passwords = passwords();
    assertThat(answer(passwords, "anna:secret")).isEqualTo(ANNA);
    assertThat(answer(passwords, "bert:other")).isInstanceOf(Access.Allowed.class);
    assertThat(answer(passwords, "carl:new")).isEqualTo(CHALLENGE);
    String bert = Files.readAllLines(file).get(1);
    write(line("anna", "changed"), bert, line("carl", "new"), "# the end", "");

    passwords.refresh();

    assertThat(check(passwords, "bert:other"))
        .as("his line is the same")
        .isInstanceOf(Access.Allowed.class);
    assertThat(answer(passwords, "anna:secret")).isEqualTo(CHALLENGE);
    assertThat(answer(passwords, "anna:changed")).isEqualTo(ANNA);
    assertThat(answer(passwords, "carl:new")).isEqualTo(new Access.Allowed("carl"));
  }

  @Test
  void file_thatIsBroken_leavesTheUsersAsTheyWere_untilItIsMended() throws IOException {
    Passwords passwords = passwords();
    write("anna:plain");
    passwords.refresh();
    assertThat(answer(passwords, "anna:secret")).isEqualTo(ANNA);

    Files.delete(file);
    passwords.refresh();
    assertThat(answer(passwords, "bert:other")).isInstanceOf(Access.Allowed.class);

    write(line("anna", "mended"));
    passwords.refresh();
    assertThat(answer(passwords, "anna:mended")).isEqualTo(ANNA);
    assertThat(answer(passwords, "bert:other")).isEqualTo(CHALLENGE);
  }

  /** Whoever edits a file changes its time or its size; whoever replaces it, its place. */
  @Test
  void file_isAnother_byItsSizeItsTimeOrItsPlaceAlone() throws IOException {
    FileTime time = FileTime.from(Instant.parse("2026-11-16T12:00:00Z"));
    Files.setLastModifiedTime(file, time);
    Passwords passwords = passwords();

    write(line("anna", "by size"));
    Files.setLastModifiedTime(file, time);
    passwords.refresh();
    assertThat(answer(passwords, "anna:by size")).isEqualTo(ANNA);

    write(line("anna", "by time"));
    Files.setLastModifiedTime(file, FileTime.from(time.toInstant().plusSeconds(1)));
    passwords.refresh();
    assertThat(answer(passwords, "anna:by time")).isEqualTo(ANNA);

    Path next = Files.writeString(folder.resolve("next"), line("anna", "by place") + "\n");
    Files.setLastModifiedTime(next, Files.getLastModifiedTime(file));
    Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
    passwords.refresh();
    assertThat(answer(passwords, "anna:by place")).isEqualTo(ANNA);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "anna | found no colon (expected user:hash)",
        "anna:secret | found no bcrypt hash (expected $2y$",
        "anna:$apr1$abc$def | found no bcrypt hash",
        "anna:$2y$10$short | found no bcrypt hash",
        "anna:$2x$10$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW | found no bcrypt hash",
        "anna:$2y$10$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOe | found no bcrypt hash",
        "anna:$2y$03$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW | of cost 3 (expected 4",
        "anna:$2y$17$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW | of cost 17 (expected 4",
        "anna:$2y$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW | of cost 31 (expected 4",
        ":$2y$04$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW | found user '' (expected"
      })
  void line_thatMeansNothing_isTold_andNoHashIsShown(String line, String problem)
      throws IOException {
    write("# users", line);
    assertThatThrownBy(this::passwords)
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + " line 2: ")
        .hasMessageContaining(problem)
        .message()
        .doesNotContain("secret", "E5YPO9");
  }

  @Test
  void file_thatIsNone_isTold() throws IOException {
    write(line("anna", "a"), line("anna", "b"));
    assertThatThrownBy(this::passwords).hasMessageContaining("line 2: found user 'anna' twice");
    write("# nobody");
    assertThatThrownBy(this::passwords).hasMessageContaining("found no user");
    Files.write(file, new byte[] {'a', ':', (byte) 0xFF});
    assertThatThrownBy(this::passwords).hasMessageContaining("no UTF-8");
    Files.write(file, new byte[PasswordFile.MAX_BYTES + 1]);
    assertThatThrownBy(this::passwords).hasMessageContaining("more than 1 MiB");
    Files.delete(file);
    assertThatThrownBy(this::passwords).isInstanceOf(IOException.class);
  }

  @Test
  void file_ofTheGreatestSize_isTaken() throws IOException {
    String anna = line("anna", "secret") + "\n";
    Files.writeString(file, anna + "#".repeat(PasswordFile.MAX_BYTES - anna.length()));
    assertThat(answer(passwords(), "anna:secret")).isEqualTo(ANNA);
  }

  @Test
  void users_areTenThousandAtMost() throws IOException {
    String hash = line("u", "secret").substring(1);
    StringBuilder users = new StringBuilder();
    for (int i = 0; i < PasswordFile.MAX_USERS; i++) {
      users.append('u').append(i).append(hash).append('\n');
    }
    Files.writeString(file, users);
    assertThat(PasswordFile.read(file)).hasSize(10_000);
    Files.writeString(file, users + "one" + hash);
    assertThatThrownBy(this::passwords)
        .hasMessageContaining("line 10001: found more than 10000 users");
  }

  @Test
  void hash_hasItsCost_andASaltOfItsOwn() {
    SecureRandom random = new SecureRandom();
    PasswordHash hash = PasswordHash.of("secret", 5, random);
    assertThat(hash.text()).startsWith("$2y$05$");
    assertThat(PasswordHash.parse(hash.text())).isEqualTo(hash);
    assertThat(PasswordHash.of("secret", 5, random)).isNotEqualTo(hash);
    String greatest = "$2y$16$" + hash.text().substring(7);
    assertThat(PasswordHash.parse(greatest).text()).isEqualTo(greatest);
  }

  @Test
  void password_ofNoBytes_orOfMoreThanCount_isRefused() {
    for (String password : new String[] {"", "p".repeat(73), "€".repeat(25)}) {
      assertThatThrownBy(() -> PasswordHash.of(password, 4, new SecureRandom()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageEndingWith("(expected 1 to 72)");
    }
  }

  @Test
  void user_isOf64CharactersAtMost() {
    PasswordHash hash = PasswordHash.of("x", 4, new SecureRandom());
    assertThat(Passwords.line("u".repeat(64), hash)).startsWith("uuu");
    assertThatThrownBy(() -> Passwords.line("u".repeat(65), hash))
        .hasMessageContaining("expected 1 to 64 characters");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a:b", "#a", "a\nb", " a", "a "})
  void user_thatCannotStandInTheFile_isRefused(String user) {
    PasswordHash hash = PasswordHash.of("x", 4, new SecureRandom());
    assertThatThrownBy(() -> Passwords.line(user, hash))
        .hasMessageStartingWith("found user '")
        .message()
        .doesNotContain("\n");
  }
}
