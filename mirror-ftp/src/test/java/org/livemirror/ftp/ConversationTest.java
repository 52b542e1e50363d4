package org.livemirror.ftp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.livemirror.store.memory.MemoryContentStore;

/** Each command and its exact reply, as lines on a socket. */
class ConversationTest {
  private static final String ZIP = "streaming/norton$202009_1.0_symalllanguages_livetri.zip";

  private Served served;

  @BeforeEach
  void serve() throws IOException {
    served =
        new Served(new MemoryContentStore(Served.CLOCK))
            .file("minitri.flg", " ".getBytes(StandardCharsets.UTF_8))
            .file(ZIP, Served.bytes(4000, 1))
            .publish();
  }

  @AfterEach
  void stop() {
    served.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      quoteCharacter = '\0',
      textBlock =
          """
          NOOP > 200 OK.
          noop > 200 OK.
          XYZZY > 500 'XYZZY' not understood.
          SYST > 215 UNIX Type: L8
          PWD > 257 "/" is the working folder.
          XPWD > 257 "/" is the working folder.
          CWD streaming > 250 Now in /streaming.
          CWD /STREAMING/ > 250 Now in /STREAMING.
          CWD /opt > 250 Now in /opt.
          CWD /Opt/Content > 250 Now in /Opt/Content.
          CWD /opt/content/onramp > 250 Now in /opt/content/onramp.
          CWD /clu-prod/streaming > 250 Now in /clu-prod/streaming.
          CWD ../../.. > 250 Now in /.
          CWD nowhere > 550 nowhere: no such folder.
          CWD minitri.flg > 550 minitri.flg: no such folder.
          CWD > 550 : no such folder.
          CDUP > 250 Now in /.
          XCUP > 250 Now in /.
          TYPE I > 200 Type set, bytes are sent unchanged.
          TYPE a n > 200 Type set, bytes are sent unchanged.
          TYPE L 8 > 200 Type set, bytes are sent unchanged.
          TYPE E > 504 Type not supported (expected A, I or L 8).
          TYPE > 501 No type (expected A, I or L 8).
          MODE S > 200 Mode set.
          MODE B > 504 Mode not supported (expected S).
          STRU F > 200 Structure set.
          STRU R > 504 Structure not supported (expected F).
          PORT 127,0,0,1,4,1 > 502 Active mode is not offered, use EPSV or PASV.
          EPRT |1|127.0.0.1|1025| > 502 Active mode is not offered, use EPSV or PASV.
          EPSV 2 > 522 Network protocol not supported, use (1).
          EPSV 9 > 522 Network protocol not supported, use (1).
          EPSV x > 501 Not a network protocol (expected 1 or ALL).
          EPSV ALL > 200 EPSV only from now on.
          SIZE minitri.flg > 213 1
          SIZE /clu-prod/MINITRI.FLG > 213 1
          SIZE streaming > 550 streaming: no such file.
          SIZE ../../etc/passwd > 550 ../../etc/passwd: no such file.
          MDTM minitri.flg > 213 20261120073412
          MDTM nothing > 550 nothing: no such file.
          REST 0 > 350 Restarting at 0, send RETR.
          REST -1 > 501 Not an offset (expected a number of bytes).
          REST 9999999999999999999 > 501 Not an offset (expected a number of bytes).
          RETR minitri.flg > 425 Use EPSV or PASV first.
          RETR nothing > 550 nothing: no such file.
          LIST > 425 Use EPSV or PASV first.
          LIST -la nothing > 550 nothing: no such file or folder.
          NLST nothing > 550 nothing: no such file or folder.
          MLSD minitri.flg > 501 minitri.flg: a file (expected a folder).
          MLSD nothing > 550 nothing: no such folder.
          MLST nothing > 550 nothing: no such file or folder.
          OPTS UTF8 ON > 200 UTF8 is on.
          OPTS utf8 off > 504 UTF8 cannot be switched off.
          OPTS MLST Size;type;nonsense; > 200 MLST OPTS type;size;
          OPTS MLST > 200 MLST OPTS
          OPTS X > 501 No such option (expected UTF8 or MLST).
          ALLO 10 > 202 No storage allocation necessary.
          ABOR > 226 No transfer is running.
          STAT minitri.flg > 504 STAT takes no path here, use MLST or LIST.
          STOR x > 550 Read-only server.
          STOU > 550 Read-only server.
          APPE x > 550 Read-only server.
          DELE minitri.flg > 550 Read-only server.
          MKD x > 550 Read-only server.
          XRMD x > 550 Read-only server.
          RNFR minitri.flg > 550 Read-only server.
          SITE CHMOD 777 x > 550 Read-only server.
          MFMT 20200101000000 x > 550 Read-only server.
          REIN > 220 Ready for a new user.
          QUIT > 221 Goodbye.
          """)
  void command_afterLogin_getsThisReply(String command, String reply) throws IOException {
    try (ControlClient client = served.client().login()) {
      assertThat(client.ask(command)).isEqualTo(reply);
    }
    try (ControlClient client = served.client().login()) {
      client.sendByteByByte(command + "\n");
      assertThat(client.reply()).as("byte by byte, LF only").isEqualTo(reply);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      textBlock =
          """
          LIST > 530 Log in with USER and PASS.
          STOR x > 530 Log in with USER and PASS.
          PORT 1 > 530 Log in with USER and PASS.
          STAT > 530 Log in with USER and PASS.
          PASS x > 503 Send USER first.
          USER FTP > 331 Send any password.
          USER root > 331 Send any password.
          USER > 501 No user name (expected anonymous).
          NOOP > 200 OK.
          QUIT > 221 Goodbye.
          """)
  void command_beforeLogin_getsThisReply(String command, String reply) throws IOException {
    try (ControlClient client = served.client()) {
      assertThat(client.ask(command)).isEqualTo(reply);
    }
  }

  @Test
  void feat_listsWhatIsThere() throws IOException {
    try (ControlClient client = served.client()) {
      client.ask("OPTS MLST size;");
      assertThat(client.ask("FEAT"))
          .isEqualTo(
              "211-Features:| EPSV| MDTM| MLST type;size*;modify;perm;unique;| REST STREAM| SIZE"
                  + "| TVFS| UTF8|211 End.");
    }
  }

  @Test
  void help_namesEveryVerb() throws IOException {
    try (ControlClient client = served.client()) {
      assertThat(client.ask("HELP"))
          .startsWith("214-Commands:| ABOR")
          .contains("RETR", "|214 End.");
    }
  }

  @Test
  void stat_tellsTheSession() throws IOException {
    try (ControlClient client = served.client().login()) {
      assertThat(client.ask("STAT"))
          .isEqualTo(
              "211-LiveMirror FTP:| Client 127.0.0.1| Working folder /| No transfer|211 End.");
    }
  }

  @Test
  void mlst_ofFile_tellsFacts() throws IOException {
    try (ControlClient client = served.client().login()) {
      assertThat(client.ask("MLST /opt/content/onramp/minitri.flg"))
          .matches(
              "250-Facts:\\| type=file;size=1;modify=20261120073412;perm=r;unique=[0-9a-f]{32};"
                  + " /opt/content/onramp/minitri\\.flg\\|250 End\\.");
    }
  }

  @Test
  void pasv_afterEpsvAll_isRefused() throws IOException {
    try (ControlClient client = served.client().login()) {
      client.ask("EPSV ALL");
      assertThat(client.ask("PASV")).isEqualTo("503 EPSV ALL was sent, use EPSV.");
      assertThat(client.ask("EPSV")).startsWith("229 ");
    }
  }

  @Test
  void pasv_announcesTheAddressConnectedTo() throws IOException {
    try (ControlClient client = served.client().login()) {
      assertThat(client.ask("PASV"))
          .matches("227 Entering Passive Mode \\(127,0,0,1,[0-9]+,[0-9]+\\)\\.");
    }
  }

  @Test
  void login_ofStrangersThreeTimes_closes() throws IOException {
    try (ControlClient client = served.client()) {
      for (String reply : new String[] {"530 Only anonymous login.", "530 Only anonymous login."}) {
        client.ask("USER root");
        assertThat(client.ask("PASS secret")).isEqualTo(reply);
      }
      client.ask("USER root");
      assertThat(client.ask("PASS secret")).isEqualTo("421 Too many failed logins.");
      assertThat(client.line()).isEqualTo("(closed)");
    }
  }

  @Test
  void rein_logsOut() throws IOException {
    try (ControlClient client = served.client().login()) {
      client.ask("CWD streaming");
      client.ask("REIN");
      assertThat(client.ask("PWD")).isEqualTo("530 Log in with USER and PASS.");
      client.login();
      assertThat(client.ask("PWD")).isEqualTo("257 \"/\" is the working folder.");
    }
  }

  @Test
  void longLine_isDroppedToItsEnd_andThirdCloses() throws IOException {
    String tooLong = "NOOP " + "x".repeat(3000) + "\r\n";
    try (ControlClient client = served.client()) {
      client.send(tooLong + "NOOP\r\n");
      assertThat(client.reply()).isEqualTo("500 Line too long (expected at most 512 bytes).");
      assertThat(client.reply()).isEqualTo("200 OK.");
      client.send(tooLong);
      client.reply();
      client.send(tooLong);
      assertThat(client.reply()).isEqualTo("421 Too many malformed lines.");
    }
  }

  @Test
  void controlCharacters_neverComeBack() throws IOException {
    try (ControlClient client = served.client()) {
      client.send("NO\0OP\r\n");
      assertThat(client.reply()).isEqualTo("500 Control character in line.");
      // C1 control characters are two bytes in UTF-8 and pass the byte check.
      client.send("\u00c2\u009bX\r\n");
      assertThat(client.reply()).isEqualTo("500 '?X' not understood.");
    }
  }

  @Test
  void pipelinedCommands_areAnsweredInOrder() throws IOException {
    try (ControlClient client = served.client()) {
      client.send("USER ftp\r\nPASS x\r\nCWD streaming\r\nPASV\r\nPWD\r\nEPSV\r\nNOOP\r\n");
      for (String code : new String[] {"331", "230", "250", "227", "257", "229", "200"}) {
        assertThat(client.reply()).startsWith(code + " ");
      }
    }
  }

  @Test
  void list_looksLikeLs() throws IOException {
    try (ControlClient client = served.client().login()) {
      assertThat(client.fetch("LIST -la"))
          .isEqualTo(
              """
              -r--r--r--   1 ftp ftp            1 Nov 20 07:34 minitri.flg\r
              dr-xr-xr-x   1 ftp ftp            0 Nov 21 12:00 streaming\r
              """);
      assertThat(client.fetch("LIST /opt")).isEmpty();
      assertThat(client.fetch("LIST -a MINI*")).contains("minitri.flg").doesNotContain("streaming");
      assertThat(client.fetch("NLST")).isEqualTo("minitri.flg\r\nstreaming\r\n");
      assertThat(client.fetch("NLST /clu-prod/streaming")).isEqualTo("/clu-prod/" + ZIP + "\r\n");
      assertThat(client.fetch("NLST streaming/*.zip")).isEqualTo(ZIP + "\r\n");
      assertThat(client.fetch("NLST " + ZIP)).isEqualTo(ZIP + "\r\n");
      assertThat(client.fetch("NLST *.none")).isEmpty();
      client.ask("OPTS MLST type;size;perm;");
      assertThat(client.fetch("MLSD"))
          .isEqualTo("type=file;size=1;perm=r; minitri.flg\r\ntype=dir;perm=el; streaming\r\n");
    }
  }

  @Test
  void droppedFile_isSentButNotListed() throws IOException {
    served.drop("minitri.flg").publish();
    try (ControlClient client = served.client().login()) {
      assertThat(client.fetch("NLST")).isEqualTo("streaming\r\n");
      assertThat(client.fetch("RETR minitri.flg")).isEqualTo(" ");
    }
  }

  @Test
  void publish_betweenCommands_isSeenBySessionThatWasOpen() throws IOException {
    try (ControlClient client = served.client().login()) {
      assertThat(client.fetch("RETR minitri.flg")).isEqualTo(" ");
      served.file("minitri.flg", "new".getBytes(StandardCharsets.UTF_8)).publish();
      assertThat(client.ask("SIZE minitri.flg")).isEqualTo("213 3");
      assertThat(client.fetch("RETR minitri.flg")).isEqualTo("new");
    }
  }
}
