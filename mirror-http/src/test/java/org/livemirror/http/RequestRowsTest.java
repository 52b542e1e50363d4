package org.livemirror.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.livemirror.http.Client.Reply;
import org.livemirror.store.Entry;
import org.livemirror.store.file.FileContentStore;
import org.livemirror.store.memory.MemoryContentStore;

/**
 * Requests and their exact answers: status line, every header but Date (checked by the client) and
 * body; and whether the connection goes on after it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RequestRowsTest {
  private static final String H = "Host: mirror";
  private static final String MODIFIED = "Sun, 06 Nov 1994 08:49:37 GMT";
  private static final String TRI = "a$20b_1.0_english_livetri.zip";
  private static final byte[] BIG = Site.noise(100_000, 7);
  private static final String BIG_TEXT = new String(BIG, StandardCharsets.ISO_8859_1);

  private final List<Site> sites = new ArrayList<>();
  private String tagFlag = "";
  private String tagTri = "";
  private String tagBig = "";
  private String tagPkg = "";
  private String tagEmpty = "";
  private String tagStream = "";

  record Row(
      String name, String request, boolean head, String status, String headers, String body) {
    Row status(String other) {
      return new Row(name, request, head, other, headers, body);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    Clock clock = Clock.systemUTC();
    sites.add(
        site(
            new Site(
                FileContentStore.open(folder, clock),
                Transport.best(),
                HttpLimits.DEFAULT,
                false)));
    sites.add(
        site(new Site(new MemoryContentStore(clock), Transport.NIO, HttpLimits.DEFAULT, false)));
    sites.add(
        site(
            new Site(
                FileContentStore.open(folder.resolve("nio"), clock),
                Transport.NIO,
                HttpLimits.DEFAULT,
                false)));
    sites.add(
        site(
            new Site(
                FileContentStore.open(folder.resolve("tls"), clock),
                Transport.best(),
                HttpLimits.DEFAULT,
                false,
                TlsKeys.fresh(folder),
                address -> false)));
  }

  private Site site(Site site) throws IOException {
    tagFlag = tag(site.put("minitri.flg", " ", Entry.Kind.POINTER));
    tagTri = tag(site.put(TRI, "tri", Entry.Kind.POINTER));
    tagPkg = tag(site.put("1314282430x.m25", "0123456789", Entry.Kind.PACKAGE));
    tagBig = tag(site.put("1314282431big.x01", BIG, Entry.Kind.PACKAGE));
    tagEmpty = tag(site.put("1314282432empty.x01", "", Entry.Kind.PACKAGE));
    tagStream = tag(site.put("streaming/s.zip", "stream", Entry.Kind.POINTER));
    site.publish();
    return site;
  }

  private static String tag(Entry entry) {
    return "\"sha256-" + entry.blob() + "\"";
  }

  @AfterAll
  void stop() throws IOException {
    for (Site site : sites) {
      site.close();
    }
    assertThat(Leaks.found()).isEmpty();
  }

  private static String raw(String... lines) {
    return String.join("\r\n", lines) + "\r\n\r\n";
  }

  private static Row row(String name, String request, String status, String headers, String body) {
    return new Row(name, request, request.startsWith("HEAD "), status, headers, body);
  }

  private String file(String tag, String type, boolean pointer, int length) {
    return "ETag: %s|Last-Modified: %s|Cache-Control: %s|Accept-Ranges: bytes|Content-Type: %s|Content-Length: %d"
        .formatted(tag, MODIFIED, cache(pointer), type, length);
  }

  private static String cache(boolean pointer) {
    return pointer ? "no-cache" : "public, max-age=31536000, immutable";
  }

  private static String error(String status, String... more) {
    List<String> headers =
        new ArrayList<>(
            List.of(
                "Content-Type: text/plain; charset=utf-8",
                "Cache-Control: no-cache",
                "Content-Length: " + (status.length() + 1)));
    headers.addAll(Arrays.asList(more));
    return String.join("|", headers);
  }

  private static Row refused(String name, String request, String status, String... more) {
    String[] all = Arrays.copyOf(more, more.length + 1);
    all[more.length] = "Connection: close";
    return row(name, request, status, error(status, all), status + "\n");
  }

  private static Row fails(String name, String request, String status, String... more) {
    return row(name, request, status, error(status, more), status + "\n");
  }

  private Row flag(String name, String target, String... lines) {
    return row(
        name,
        Client.request("GET " + target + " HTTP/1.1", lines),
        "200 OK",
        file(tagFlag, "text/plain", true, 1),
        " ");
  }

  private Row pkg(String name, String... lines) {
    return row(
        name,
        Client.request("GET /1314282430x.m25 HTTP/1.1", lines),
        "200 OK",
        file(tagPkg, "application/octet-stream", false, 10),
        "0123456789");
  }

  private Row part(String name, String range, int first, int last, String... lines) {
    String[] all = Arrays.copyOf(lines, lines.length + 1);
    all[lines.length] = "Range: " + range;
    return row(
        name,
        Client.request("GET /1314282430x.m25 HTTP/1.1", all),
        "206 Partial Content",
        file(tagPkg, "application/octet-stream", false, last - first + 1)
            + "|Content-Range: bytes "
            + first
            + "-"
            + last
            + "/10",
        "0123456789".substring(first, last + 1));
  }

  private static Row beyond(String name, String range) {
    return fails(
        name,
        Client.request("GET /1314282430x.m25 HTTP/1.1", "Range: " + range),
        "416 Requested Range Not Satisfiable",
        "Content-Range: bytes */10");
  }

  private Row unchanged(String name, String... lines) {
    return row(
        name,
        Client.request("GET /1314282430x.m25 HTTP/1.1", lines),
        "304 Not Modified",
        "ETag: %s|Last-Modified: %s|Cache-Control: %s".formatted(tagPkg, MODIFIED, cache(false)),
        "");
  }

  private static Row failed(String name, String... lines) {
    return fails(
        name, Client.request("GET /1314282430x.m25 HTTP/1.1", lines), "412 Precondition Failed");
  }

  private static Row missing(String name, String target) {
    return fails(name, Client.request("GET " + target + " HTTP/1.1"), "404 Not Found");
  }

  private static Row bad(String name, String target) {
    return fails(name, Client.request("GET " + target + " HTTP/1.1"), "400 Bad Request");
  }

  List<Row> rows() {
    String big = file(tagBig, "application/octet-stream", false, BIG.length);
    List<Row> rows = new ArrayList<>();
    rows.addAll(targets());
    rows.addAll(conditions());
    rows.addAll(ranges());
    rows.addAll(framing(big));
    return rows;
  }

  private List<Row> targets() {
    String tri = file(tagTri, "application/zip", true, 3);
    return List.of(
        flag("flag", "/minitri.flg"),
        flag("flag_underLuaBase", "/clu-prod/minitri.flg"),
        flag("flag_underVendorBase", "/opt/content/onramp/minitri.flg"),
        flag("flag_baseInOtherCase", "/CLU-Prod/MINITRI.FLG"),
        flag("flag_absoluteForm", "http://liveupdate.example/minitri.flg"),
        flag("flag_absoluteFormUpperCase", "HTTP://liveupdate.example:80/clu-prod/minitri.flg"),
        flag("flag_query", "/minitri.flg?a=b&%zz"),
        flag("flag_escapedLetter", "/%6dinitri.flg"),
        row("tri_literalDollar", raw("GET /" + TRI + " HTTP/1.1", H), "200 OK", tri, "tri"),
        row(
            "tri_escapedDollar",
            raw("GET /a%2420b_1.0_english_livetri.zip HTTP/1.1", H),
            "200 OK",
            tri,
            "tri"),
        row(
            "tri_headerNamesInCapitals",
            raw("GET /" + TRI + " HTTP/1.1", "HOST: x"),
            "200 OK",
            tri,
            "tri"),
        row(
            "tri_escapedSlash",
            raw("GET /streaming%2Fs.zip HTTP/1.1", H),
            "200 OK",
            file(tagStream, "application/zip", true, 6),
            "stream"),
        row("tri_head", raw("HEAD /" + TRI + " HTTP/1.1", H), "200 OK", tri, ""),
        missing("file_absent", "/absent.zip"),
        missing("file_absentUnderBase", "/clu-prod/absent.zip"),
        missing("path_decodedTwiceWouldBeThere", "/%256dinitri.flg"),
        missing("path_dots", "/streaming/../minitri.flg"),
        missing("path_escapedDots", "/streaming/%2e%2e/minitri.flg"),
        missing("path_emptySegment", "//minitri.flg"),
        missing("path_nul", "/minitri.flg%00"),
        missing("path_newline", "/minitri%0d%0aX:%20y"),
        missing("path_backslash", "/streaming%5cs.zip"),
        missing("path_notAscii", "/minitri%c3%a9.flg"),
        missing("path_fileWithSlash", "/minitri.flg/"),
        missing("folder_listingOff", "/streaming/"),
        missing("folder_listingOffNoSlash", "/streaming"),
        missing("root_listingOff", "/"),
        bad("target_escapeCut", "/minitri.flg%"),
        bad("target_escapeHalf", "/minitri.flg%2"),
        bad("target_escapeNotHex", "/mini%zztri.flg"),
        bad("target_fragment", "/minitri.flg#x"),
        bad("target_relative", "minitri.flg"),
        bad("target_otherScheme", "ftp://h/minitri.flg"),
        bad("target_noAuthority", "http:///minitri.flg"),
        fails(
            "method_put",
            raw("PUT /minitri.flg HTTP/1.1", H, "Content-Length: 0"),
            "405 Method Not Allowed",
            "Allow: GET, HEAD"),
        fails(
            "method_postAbsent",
            raw("POST /absent HTTP/1.1", H, "Content-Length: 0"),
            "405 Method Not Allowed",
            "Allow: GET, HEAD"),
        fails(
            "method_unknown",
            raw("BREW /minitri.flg HTTP/1.1", H),
            "405 Method Not Allowed",
            "Allow: GET, HEAD"),
        fails(
            "method_lowerCase",
            raw("get /minitri.flg HTTP/1.1", H),
            "405 Method Not Allowed",
            "Allow: GET, HEAD"),
        row(
            "livez",
            raw("GET /livez HTTP/1.1", H),
            "200 OK",
            "Content-Type: text/plain; charset=utf-8|Cache-Control: no-store|Content-Length: 3",
            "ok\n"),
        row(
            "readyz_head",
            raw("HEAD /readyz HTTP/1.1", H),
            "200 OK",
            "Content-Type: text/plain; charset=utf-8|Cache-Control: no-store|Content-Length: 3",
            ""),
        fails(
            "livez_post",
            raw("POST /livez HTTP/1.1", H, "Content-Length: 0"),
            "405 Method Not Allowed",
            "Allow: GET, HEAD"),
        missing("livez_underBase", "/clu-prod/livez"));
  }

  private List<Row> conditions() {
    String other = "\"sha256-0\"";
    String later = "Mon, 07 Nov 1994 08:49:37 GMT";
    String earlier = "Sat, 05 Nov 1994 08:49:37 GMT";
    return List.of(
        unchanged("noneMatch_same", "If-None-Match: " + tagPkg),
        unchanged("noneMatch_weak", "If-None-Match: W/" + tagPkg),
        unchanged("noneMatch_list", "If-None-Match: \"a,b\" , " + tagPkg),
        unchanged("noneMatch_twoLines", "If-None-Match: " + other, "If-None-Match: " + tagPkg),
        unchanged("noneMatch_star", "If-None-Match: *"),
        unchanged("noneMatch_sameWithRange", "If-None-Match: " + tagPkg, "Range: bytes=0-1"),
        pkg("noneMatch_other", "If-None-Match: " + other),
        pkg("noneMatch_malformed", "If-None-Match: x" + tagPkg),
        pkg("noneMatch_otherBeatsDate", "If-None-Match: " + other, "If-Modified-Since: " + later),
        unchanged("modifiedSince_same", "If-Modified-Since: " + MODIFIED),
        unchanged("modifiedSince_later", "If-Modified-Since: " + later),
        unchanged("modifiedSince_rfc850", "If-Modified-Since: Sunday, 06-Nov-94 08:49:37 GMT"),
        unchanged("modifiedSince_asctime", "If-Modified-Since: Sun Nov  6 08:49:37 1994"),
        pkg("modifiedSince_earlier", "If-Modified-Since: " + earlier),
        pkg("modifiedSince_noDate", "If-Modified-Since: yesterday"),
        pkg("match_same", "If-Match: " + tagPkg),
        pkg("match_star", "If-Match: *"),
        pkg("match_sameBeatsDate", "If-Match: " + tagPkg, "If-Unmodified-Since: " + earlier),
        failed("match_other", "If-Match: " + other),
        failed("match_weak", "If-Match: W/" + tagPkg),
        failed("match_otherBeforeNoneMatch", "If-Match: " + other, "If-None-Match: " + tagPkg),
        failed("unmodifiedSince_earlier", "If-Unmodified-Since: " + earlier),
        pkg("unmodifiedSince_same", "If-Unmodified-Since: " + MODIFIED));
  }

  private List<Row> ranges() {
    String bigPart = file(tagBig, "application/octet-stream", false, 70_001);
    return List.of(
        part("range_first", "bytes=0-0", 0, 0),
        part("range_middle", "bytes=2-5", 2, 5),
        part("range_open", "bytes=7-", 7, 9),
        part("range_suffix", "bytes=-3", 7, 9),
        part("range_suffixBeyondStart", "bytes=-30", 0, 9),
        part("range_lastBeyondEnd", "bytes=5-99", 5, 9),
        part("range_lastBeyond64Bits", "bytes=5-99999999999999999999999", 5, 9),
        part("range_suffixBeyond64Bits", "bytes=-99999999999999999999999", 0, 9),
        part("range_unitInCapitals", "BYTES=2-5", 2, 5),
        beyond("range_firstAtEnd", "bytes=10-"),
        beyond("range_firstBeyond64Bits", "bytes=99999999999999999999999-"),
        beyond("range_suffixZero", "bytes=-0"),
        pkg("range_several", "Range: bytes=0-1,3-4"),
        pkg("range_twoLines", "Range: bytes=0-1", "Range: bytes=3-4"),
        pkg("range_backwards", "Range: bytes=5-2"),
        pkg("range_noNumbers", "Range: bytes=-"),
        pkg("range_letters", "Range: bytes=a-b"),
        pkg("range_signed", "Range: bytes=+1-2"),
        pkg("range_otherUnit", "Range: items=0-1"),
        part("ifRange_tag", "bytes=2-5", 2, 5, "If-Range: " + tagPkg),
        part("ifRange_date", "bytes=2-5", 2, 5, "If-Range: " + MODIFIED),
        pkg("ifRange_otherTag", "Range: bytes=2-5", "If-Range: \"x\""),
        pkg("ifRange_weakTag", "Range: bytes=2-5", "If-Range: W/" + tagPkg),
        pkg("ifRange_laterDate", "Range: bytes=2-5", "If-Range: Mon, 07 Nov 1994 08:49:37 GMT"),
        row(
            "range_head",
            raw("HEAD /1314282430x.m25 HTTP/1.1", H, "Range: bytes=2-5"),
            "200 OK",
            file(tagPkg, "application/octet-stream", false, 10),
            ""),
        row(
            "range_ofBig",
            raw("GET /1314282431big.x01 HTTP/1.1", H, "Range: bytes=1000-71000"),
            "206 Partial Content",
            bigPart + "|Content-Range: bytes 1000-71000/100000",
            BIG_TEXT.substring(1000, 71001)),
        fails(
            "range_ofNothing",
            raw("GET /1314282432empty.x01 HTTP/1.1", H, "Range: bytes=0-"),
            "416 Requested Range Not Satisfiable",
            "Content-Range: bytes */0"),
        row(
            "range_suffixOfNothing",
            raw("GET /1314282432empty.x01 HTTP/1.1", H, "Range: bytes=-1"),
            "200 OK",
            file(tagEmpty, "application/octet-stream", false, 0),
            ""));
  }

  private List<Row> framing(String big) {
    String flag = file(tagFlag, "text/plain", true, 1);
    String hosts = "400 Bad Request: found %d Host headers (expected 1)";
    return List.of(
        row("big", raw("GET /1314282431big.x01 HTTP/1.1", H), "200 OK", big, BIG_TEXT),
        row("big_head", raw("HEAD /1314282431big.x01 HTTP/1.1", H), "200 OK", big, ""),
        row(
            "big_http10",
            raw("GET /1314282431big.x01 HTTP/1.0"),
            "200 OK",
            big + "|Connection: close",
            BIG_TEXT),
        row("http10", raw("GET /minitri.flg HTTP/1.0"), "200 OK", flag + "|Connection: close", " "),
        row(
            "http10_keepAlive",
            raw("GET /minitri.flg HTTP/1.0", "Connection: Keep-Alive"),
            "200 OK",
            flag + "|Connection: keep-alive",
            " "),
        row(
            "http11_close",
            raw("GET /minitri.flg HTTP/1.1", H, "Connection: close"),
            "200 OK",
            flag + "|Connection: close",
            " "),
        row(
            "body_onGet",
            raw("GET /minitri.flg HTTP/1.1", H, "Content-Length: 5") + "hello",
            "200 OK",
            flag,
            " "),
        row(
            "body_chunkedOnGet",
            raw("GET /minitri.flg HTTP/1.1", H, "Transfer-Encoding: chunked")
                + "5\r\nhello\r\n0\r\n\r\n",
            "200 OK",
            flag,
            " "),
        row(
            "body_tooLongOnGet",
            raw("GET /minitri.flg HTTP/1.1", H, "Content-Length: 65537"),
            "200 OK",
            flag + "|Connection: close",
            " "),
        row(
            "body_expectedOnGet",
            raw("GET /minitri.flg HTTP/1.1", H, "Expect: 100-continue", "Content-Length: 5"),
            "200 OK",
            flag + "|Connection: close",
            " "),
        refused(
            "expect_other",
            raw("GET /minitri.flg HTTP/1.1", H, "Expect: tea"),
            "417 Expectation Failed"),
        refused("host_missing", raw("GET /minitri.flg HTTP/1.1"), hosts.formatted(0))
            .status("400 Bad Request"),
        refused("host_twice", raw("GET /minitri.flg HTTP/1.1", H, H), hosts.formatted(2))
            .status("400 Bad Request"),
        refused(
            "framing_lengthAndChunked",
            raw("GET /minitri.flg HTTP/1.1", H, "Content-Length: 5", "Transfer-Encoding: chunked"),
            "400 Bad Request"),
        refused(
            "framing_twoLengths",
            raw("GET /minitri.flg HTTP/1.1", H, "Content-Length: 5", "Content-Length: 6"),
            "400 Bad Request"),
        refused(
            "framing_lengthNegative",
            raw("GET /minitri.flg HTTP/1.1", H, "Content-Length: -5"),
            "400 Bad Request"),
        refused(
            "framing_unknownEncoding",
            raw("GET /minitri.flg HTTP/1.1", H, "Transfer-Encoding: gzip"),
            "501 Not Implemented"),
        refused(
            "framing_chunkedHttp10",
            raw("GET /minitri.flg HTTP/1.0", "Transfer-Encoding: chunked") + "0\r\n\r\n",
            "400 Bad Request"),
        refused(
            "framing_badChunk",
            raw("GET /minitri.flg HTTP/1.1", H, "Transfer-Encoding: chunked") + "zz\r\n",
            "400 Bad Request"),
        refused(
            "version_two", raw("GET /minitri.flg HTTP/2.0", H), "505 HTTP Version Not Supported"),
        refused("version_none", raw("GET /minitri.flg"), "400 Bad Request"),
        refused(
            "header_spaceBeforeColon",
            raw("GET /minitri.flg HTTP/1.1", H, "X : y"),
            "400 Bad Request"),
        refused(
            "line_tooLong",
            raw("GET /" + "a".repeat(8192) + " HTTP/1.1", H),
            "414 Request-URI Too Long"),
        refused(
            "headers_tooLong",
            raw("GET /minitri.flg HTTP/1.1", H, "X: " + "a".repeat(16384)),
            "431 Request Header Fields Too Large"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void answer_zeroCopy(Row row) throws IOException {
    check(sites.get(0), row, false);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void answer_fedByteByByte(Row row) throws IOException {
    check(sites.get(0), row, true);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void answer_nioAndMemory(Row row) throws IOException {
    check(sites.get(1), row, false);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void answer_nioAndFiles(Row row) throws IOException {
    check(sites.get(2), row, false);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void answer_overTls(Row row) throws IOException {
    check(sites.get(3), row, false);
  }

  private static void check(Site site, Row row, boolean trickle) throws IOException {
    try (Client client = site.connect()) {
      if (trickle) {
        client.trickle(row.request());
      } else {
        client.send(row.request());
      }
      Reply reply = client.read(row.head());
      Map<String, String> expected = new TreeMap<>();
      for (String header : ("X-Content-Type-Options: nosniff|" + row.headers()).split("[|]", -1)) {
        int colon = header.indexOf(": ");
        expected.put(header.substring(0, colon), header.substring(colon + 2));
      }
      assertThat(reply.status()).isEqualTo("HTTP/1.1 " + row.status());
      boolean withReason = reply.text().startsWith(row.status() + ": ");
      if (withReason && row.body().equals(row.status() + "\n")) {
        expected.put("Content-Length", String.valueOf(reply.text().length()));
      } else {
        assertThat(reply.text()).isEqualTo(row.body());
      }
      assertThat(reply.headers()).isEqualTo(expected);
      if ("close".equals(expected.get("Connection"))) {
        assertThat(client.atEnd()).isTrue();
      } else {
        assertThat(client.get("/livez").read().text()).isEqualTo("ok\n");
      }
    }
  }
}
