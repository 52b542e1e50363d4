package org.livemirror.http.wire;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.ReadOnlyHttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.livemirror.http.exchange.Authority;
import org.livemirror.http.exchange.RequestHead;
import org.livemirror.http.exchange.RequestHead.Version;

/**
 * Parses one whole request head: RFC 9112 §3 (request line), §5 (headers), §6.3 (framing), RFC 9110
 * §7.2 (Host), §10.1.1 (Expect). Strict: what two readers might read in two ways is refused. Keeps
 * its buffers: one for each event loop.
 */
public final class HeadParser {
  private static final byte TOKEN = 1;
  private static final byte TARGET = 2;
  private static final byte VALUE = 4;
  private static final byte HOST = 8;
  private static final byte[] CLASSES = classes();
  private static final CharSequence[] NO_FIELDS = {};

  /** The longest decimal number that is read; more digits are past every file. */
  static final int MAX_DIGITS = 18;

  private byte[] bytes = new byte[1024];
  private CharSequence[] fields = new CharSequence[16];
  private int fieldCount;
  private int at;
  private int end;

  private int hosts;
  private long contentLength;
  private boolean chunked;
  private boolean hasLength;
  private boolean close;
  private boolean keep;
  private boolean expectsContinue;
  private boolean selective;

  private static byte[] classes() {
    byte[] classes = new byte[256];
    for (int c = 0x20; c < 256; c++) {
      classes[c] = c == 0x7f ? 0 : VALUE;
    }
    classes['\t'] = VALUE;
    for (int c = 0x21; c < 0x7f; c++) {
      classes[c] |= TARGET;
    }
    String alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    mark(classes, TOKEN, alphanumeric + "!#$%&'*+-.^_`|~");
    mark(classes, HOST, alphanumeric + "-._~");
    return classes;
  }

  private static void mark(byte[] classes, byte kind, String characters) {
    for (int i = 0; i < characters.length(); i++) {
      classes[characters.charAt(i)] |= kind;
    }
  }

  private static boolean is(byte kind, byte b) {
    return (CLASSES[b & 0xff] & kind) != 0;
  }

  /** Whether a text is a method's name or a header's. */
  static boolean isToken(String text) {
    return !text.isEmpty() && all(TOKEN, text);
  }

  /** Whether a text can be a target. */
  static boolean isTarget(String text) {
    return !text.isEmpty() && all(TARGET, text);
  }

  private static boolean all(byte kind, String text) {
    return text.chars().allMatch(c -> c < 256 && is(kind, (byte) c));
  }

  /** Reads {@code length} bytes, which {@link HeadScan} found to be a head. */
  public RequestHead parse(ByteBuf in, int length) throws HeadRefusedException {
    if (bytes.length < length) {
      bytes = new byte[Integer.highestOneBit(length - 1) * 2];
    }
    in.readBytes(bytes, 0, length);
    reset(length);
    HttpMethod method = method();
    String target = target();
    Version version = version();
    while (at < end) {
      header();
    }
    checkFraming(version);
    if (hosts != 1 && (hosts > 1 || version == Version.HTTP_1_1)) {
      throw HeadRefusedException.malformed("found " + hosts + " Host headers (expected 1)");
    }
    HttpHeaders headers =
        new ReadOnlyHttpHeaders(
            false, fieldCount == 0 ? NO_FIELDS : Arrays.copyOf(fields, fieldCount));
    return new RequestHead(
        method,
        target,
        version,
        headers,
        chunked ? RequestHead.CHUNKED : contentLength,
        expectsContinue && version == Version.HTTP_1_1,
        version == Version.HTTP_1_1 ? !close : keep && !close,
        selective);
  }

  private void reset(int length) {
    at = 0;
    end = length - 2; // without the empty line
    fieldCount = 0;
    hosts = 0;
    contentLength = 0;
    chunked = false;
    hasLength = false;
    close = false;
    keep = false;
    expectsContinue = false;
    selective = false;
  }

  private HttpMethod method() throws HeadRefusedException {
    if (bytes[0] == 'G' && bytes[1] == 'E' && bytes[2] == 'T' && bytes[3] == ' ') {
      at = 4;
      return HttpMethod.GET;
    }
    int start = at;
    while (is(TOKEN, bytes[at])) {
      at++;
    }
    if (at == start || bytes[at] != ' ') {
      throw HeadRefusedException.malformed("no method (expected one and a space)");
    }
    String name = text(start, at);
    at++;
    return HttpMethod.valueOf(name);
  }

  private String target() throws HeadRefusedException {
    int start = at;
    while (is(TARGET, bytes[at])) {
      at++;
    }
    if (at == start || bytes[at] != ' ') {
      throw HeadRefusedException.malformed(
          "a target that is none (expected printable ASCII and a space)");
    }
    String target = text(start, at);
    at++;
    return target;
  }

  private Version version() throws HeadRefusedException {
    boolean isHttp =
        lineEnd(at + 8)
            && bytes[at] == 'H'
            && bytes[at + 1] == 'T'
            && bytes[at + 2] == 'T'
            && bytes[at + 3] == 'P'
            && bytes[at + 4] == '/'
            && isDigit(bytes[at + 5])
            && bytes[at + 6] == '.'
            && isDigit(bytes[at + 7]);
    if (!isHttp) {
      throw HeadRefusedException.malformed("no version (expected HTTP/1.1)");
    }
    if (bytes[at + 5] != '1') {
      throw new HeadRefusedException(
          HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED, "another version (expected HTTP/1.1)");
    }
    Version version = bytes[at + 7] == '0' ? Version.HTTP_1_0 : Version.HTTP_1_1;
    at += 10;
    return version;
  }

  private boolean lineEnd(int index) {
    return index + 1 < end + 2 && bytes[index] == '\r' && bytes[index + 1] == '\n';
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private void header() throws HeadRefusedException {
    int nameStart = at;
    int hash = 0;
    while (is(TOKEN, bytes[at])) {
      hash = KnownHeader.hash(hash, bytes[at]);
      at++;
    }
    int nameEnd = at;
    if (nameEnd == nameStart || bytes[at] != ':') {
      throw HeadRefusedException.malformed(
          "a header line that is none (expected a name, a colon and a value)");
    }
    at++;
    int start = at;
    while (is(VALUE, bytes[at])) {
      at++;
    }
    if (!lineEnd(at)) {
      throw HeadRefusedException.malformed("a control character in a header");
    }
    int stop = at;
    at += 2;
    KnownHeader known = KnownHeader.find(hash, bytes, nameStart, nameEnd);
    if (known != null) {
      while (start < stop && isBlank(bytes[start])) {
        start++;
      }
      while (stop > start && isBlank(bytes[stop - 1])) {
        stop--;
      }
      keep(known, start, stop);
    }
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  /** Notes what a header means for framing and connection, and keeps it if others read it. */
  private void keep(KnownHeader header, int start, int stop) throws HeadRefusedException {
    switch (header.role()) {
      case HOST -> host(start, stop);
      case LENGTH -> contentLength(start, stop);
      case ENCODING -> transferEncoding(text(start, stop));
      case CONNECTION -> connection(text(start, stop));
      case EXPECT -> expect(text(start, stop));
      case SELECTS -> {
        selective = true;
        field(header, start, stop);
      }
      case OTHER -> field(header, start, stop);
    }
  }

  private void field(KnownHeader header, int start, int stop) {
    if (fieldCount + 2 > fields.length) {
      fields = Arrays.copyOf(fields, fields.length * 2);
    }
    fields[fieldCount++] = header.spelling();
    fields[fieldCount++] = text(start, stop);
  }

  /** Content does not depend on the host; one that is none is refused all the same. */
  private void host(int start, int stop) throws HeadRefusedException {
    hosts++;
    if (!isPlainHost(start, stop) && !Authority.isValid(text(start, stop))) {
      throw HeadRefusedException.malformed("a Host that is none (expected host:port)");
    }
  }

  /** Whether it is a name or an IPv4 address, and a port, as nearly all are. */
  private boolean isPlainHost(int start, int stop) {
    int i = start;
    while (i < stop && is(HOST, bytes[i])) {
      i++;
    }
    if (i < stop && bytes[i] == ':') {
      i++;
      while (i < stop && isDigit(bytes[i])) {
        i++;
      }
    }
    return i == stop;
  }

  private void contentLength(int start, int stop) throws HeadRefusedException {
    if (hasLength) {
      throw HeadRefusedException.malformed("two Content-Length headers (expected 1)");
    }
    hasLength = true;
    if (start == stop) {
      throw HeadRefusedException.malformed("an empty Content-Length (expected a number)");
    }
    for (int i = start; i < stop; i++) {
      if (!isDigit(bytes[i]) || stop - start > MAX_DIGITS) {
        throw HeadRefusedException.malformed("a Content-Length that is no length");
      }
      contentLength = contentLength * 10 + (bytes[i] - '0');
    }
  }

  /** RFC 9112 §6.1: chunked alone is known; before it may stand what is merely not supported. */
  private void transferEncoding(String coding) throws HeadRefusedException {
    String lower = coding.toLowerCase(Locale.ROOT);
    if (!chunked && lower.matches("((?!chunked)[a-z]+, *)+chunked")) {
      throw new HeadRefusedException(
          HttpResponseStatus.NOT_IMPLEMENTED, "another Transfer-Encoding (expected chunked)");
    }
    if (chunked || !lower.equals("chunked")) {
      throw HeadRefusedException.malformed("a Transfer-Encoding that is no framing");
    }
    chunked = true;
  }

  private void connection(String options) {
    for (String option : options.toLowerCase(Locale.ROOT).split(",", -1)) {
      switch (option.trim()) {
        case "close" -> close = true;
        case "keep-alive" -> keep = true;
        default -> {
          // means nothing here
        }
      }
    }
  }

  private void expect(String expectation) throws HeadRefusedException {
    if (!expectation.equalsIgnoreCase("100-continue")) {
      throw new HeadRefusedException(
          HttpResponseStatus.EXPECTATION_FAILED, "another Expect (expected 100-continue)");
    }
    expectsContinue = true;
  }

  private void checkFraming(Version version) throws HeadRefusedException {
    if (chunked && hasLength) {
      throw HeadRefusedException.malformed("Content-Length and Transfer-Encoding in one request");
    }
    if (chunked && version == Version.HTTP_1_0) {
      throw HeadRefusedException.malformed("Transfer-Encoding in HTTP/1.0");
    }
  }

  private String text(int start, int stop) {
    return new String(bytes, start, stop - start, StandardCharsets.ISO_8859_1);
  }
}
