package org.livemirror.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.livemirror.http.Client.Reply;
import org.livemirror.http.limit.PasswordHash;
import org.livemirror.http.limit.Passwords;
import org.livemirror.http.limit.Protection;
import org.livemirror.net.Transport;
import org.livemirror.store.Entry;
import org.livemirror.store.memory.MemoryContentStore;

/** A plane that asks for passwords. */
final class GatePasswordsTest {
  private static final String UNAUTHORIZED = "HTTP/1.1 401 Unauthorized";
  private static final String ANNA = basic("anna:secret");

  @TempDir
  @SuppressWarnings("NullAway.Init") // injected by JUnit
  private Path folder;

  private Path file;
  private Passwords passwords;
  private Protection protection;
  private Site site;
  private Client client;

  @BeforeEach
  void start() throws IOException {
    file = folder.resolve("users");
    users("anna", "secret");
    passwords = Passwords.open(file, System::nanoTime);
    protection = new Shield().passwords(passwords).build();
    site =
        new Site(
            new MemoryContentStore(Clock.systemUTC()),
            Transport.best(),
            HttpLimits.DEFAULT,
            true,
            protection);
    site.put("small.flg", "small", Entry.Kind.POINTER);
    site.publish();
    client = site.connect();
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    site.close();
    assertThat(protection.pressure().inFlight()).isZero();
  }

  private void users(String user, String password) throws IOException {
    PasswordHash hash = PasswordHash.of(password, PasswordHash.MIN_COST, new SecureRandom());
    Path next = Files.createTempFile(folder, "users", ".new");
    Files.writeString(next, Passwords.line(user, hash) + "\n");
    Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private static String basic(String userAndPassword) {
    return "Authorization: Basic "
        + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void withoutAPassword_everythingButHealthIsChallenged_andTheConnectionGoesOn()
      throws IOException {
    for (String target :
        new String[] {
          "/small.flg", "/", "/none", "/api/v1/plan", "http://x/%41", "/livez/", "/none?/livez"
        }) {
      Reply reply = client.get(target).read();
      assertThat(reply.status()).as(target).isEqualTo(UNAUTHORIZED);
      assertThat(reply.headers()).containsEntry("WWW-Authenticate", Passwords.CHALLENGE);
      assertThat(reply.text()).doesNotContain("small");
    }
    client.send(Client.request("HEAD /small.flg HTTP/1.1"));
    assertThat(client.read(true).headers())
        .containsKey("WWW-Authenticate")
        .doesNotContainKey("ETag");
    client.send(Client.request("POST /api/v1/plan HTTP/1.1", "Content-Length: 2") + "{}");
    assertThat(client.read().status()).isEqualTo(UNAUTHORIZED);
    assertThat(client.get("/livez").read().text()).isEqualTo("ok\n");
    assertThat(client.get("/%6civez?x", basic("anna:wrong")).read().text()).isEqualTo("ok\n");
    assertThat(client.get("/readyz").read().text()).isEqualTo("ok\n");
    assertThat(site.ended).allSatisfy(ended -> assertThat(ended.user()).isNull());
  }

  @Test
  void rightPassword_opensEveryRoute_andIsTold() throws IOException {
    assertThat(client.get("/small.flg", ANNA).read().text()).isEqualTo("small");
    assertThat(client.get("/small.flg", ANNA).read().text()).isEqualTo("small");
    assertThat(client.get("/", ANNA).read().status()).isEqualTo("HTTP/1.1 200 OK");
    client.send(Client.request("HEAD /small.flg HTTP/1.1", ANNA));
    assertThat(client.read(true).headers()).containsEntry("Content-Length", "5");
    plan(ANNA);
    assertThat(client.get("/none", ANNA).read().status()).startsWith("HTTP/1.1 404 ");
    await().until(() -> site.ended.size() == 6);
    assertThat(site.ended).allSatisfy(ended -> assertThat(ended.user()).isEqualTo("anna"));
  }

  @Test
  void planThatComesFirst_isMadeAfterThePasswordIsChecked() throws IOException {
    plan(ANNA);
    await().until(() -> !site.ended.isEmpty());
    assertThat(site.ended.element().user()).isEqualTo("anna");
  }

  private void plan(String header) throws IOException {
    client.send(
        Client.request("POST /api/v1/plan HTTP/1.1", header, "Content-Length: 15")
            + "{\"products\":[]}");
    assertThat(client.read().status()).isEqualTo("HTTP/1.1 200 OK");
  }

  @Test
  void requestsWithAPassword_inOnePipeline_areAnsweredInOrder() throws IOException {
    String request = Client.request("GET /small.flg HTTP/1.1", ANNA);
    client.send(request + Client.request("GET /small.flg HTTP/1.1") + request);
    assertThat(client.read().text()).isEqualTo("small");
    assertThat(client.read().status()).isEqualTo(UNAUTHORIZED);
    assertThat(client.read().text()).isEqualTo("small");
  }

  @Test
  void wrongPasswords_are401_thenTooManyOfThem429_andWhatIsKnownAsRightGoesOn() throws IOException {
    assertThat(client.get("/small.flg", ANNA).read().text()).isEqualTo("small");
    Reply reply = client.get("/small.flg", basic("anna:wrong")).read();
    assertThat(reply.headers()).containsEntry("WWW-Authenticate", Passwords.CHALLENGE);
    for (int i = 0; reply.status().equals(UNAUTHORIZED) && i < 1000; i++) {
      reply = client.get("/small.flg", basic("anna:wrong" + i)).read();
    }
    assertThat(reply.status()).isEqualTo("HTTP/1.1 429 Too Many Requests");
    assertThat(reply.headers()).containsKey("Retry-After").doesNotContainKey("Connection");
    assertThat(client.get("/small.flg", ANNA).read().text()).isEqualTo("small");
  }

  @Test
  void changedFile_counts() throws IOException {
    assertThat(client.get("/small.flg", ANNA).read().text()).isEqualTo("small");
    users("berta", "other");
    passwords.refresh();
    assertThat(client.get("/small.flg", ANNA).read().status()).isEqualTo(UNAUTHORIZED);
    assertThat(client.get("/small.flg", basic("berta:other")).read().text()).isEqualTo("small");
  }
}
