package org.livemirror.testkit.soak;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.livemirror.testkit.soak.Offered.Pack;

/** Asks for packages on one connection and holds every answer against what was offered. */
record Asking(Wire wire, String base, Offered offered, Findings findings) {
  private static final int PIECE = 16 << 10;
  private static final int LONGEST_PARTS = 64 << 10;

  /** A package that a rollback took back is not there any more, and need not be. */
  static final class Withdrawn extends Exception {
    private static final long serialVersionUID = 1;
  }

  String request(String method, String name, String... headers) {
    StringBuilder request = new StringBuilder();
    request.append("%s %s%s HTTP/1.1\r\nHost: soak\r\n".formatted(method, base, name));
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    return request.append("\r\n").toString();
  }

  /** Asks and reads the head of the answer, which must have the expected status. */
  Reply ask(Pack pack, String method, int expected, String... headers)
      throws IOException, Withdrawn {
    wire.send(request(method, pack.name(), headers));
    return answer(pack, method, expected);
  }

  /** Reads the head of an answer about a package. */
  Reply answer(Pack pack, String method, int expected) throws IOException, Withdrawn {
    Reply reply = wire.reply(method.equals("HEAD"));
    findings.count("requests");
    if (reply.status() == 404 && offered.isWithdrawn(pack.name())) {
      findings.count("404 after a rollback");
      throw new Withdrawn();
    }
    reply.is(expected);
    if (expected == 200 || expected == 206 || expected == 304) {
      reply.needs("etag", eTag(pack.sha256()));
    }
    return reply;
  }

  static String eTag(String sha256) {
    return "\"sha256-" + sha256 + "\"";
  }

  /** Reads a whole body and holds its SHA-256 against the package's. */
  void whole(Pack pack, Reply reply, long pauseMillis) throws IOException, InterruptedException {
    if (reply.bodyBytes() != pack.sizeBytes()) {
      throw new Reply.Wrong(
          "%d bytes announced (expected %d)".formatted(reply.bodyBytes(), pack.sizeBytes()));
    }
    MessageDigest digest = Offered.sha256();
    byte[] buffer = new byte[PIECE];
    for (long rest = reply.bodyBytes(); rest > 0; ) {
      int got = wire.read(buffer, rest);
      digest.update(buffer, 0, got);
      rest -= got;
      TimeUnit.MILLISECONDS.sleep(pauseMillis);
    }
    findings.add("bytes checked", pack.sizeBytes());
    String found = Offered.hex(digest.digest());
    if (!found.equals(pack.sha256())) {
      throw new Reply.Wrong(
          "WRONG BYTES: SHA-256 %s (expected %s)".formatted(found, pack.sha256()));
    }
  }

  /** Reads so many bytes of a body and holds them against the package's own from an offset. */
  void piece(Pack pack, long offset, long bytes) throws IOException {
    byte[] buffer = new byte[PIECE];
    byte[] known = new byte[PIECE];
    try (RandomAccessFile file = new RandomAccessFile(pack.file().toFile(), "r")) {
      file.seek(offset);
      for (long rest = bytes; rest > 0; ) {
        int got = wire.read(buffer, rest);
        file.readFully(known, 0, got);
        int differs = Arrays.mismatch(buffer, 0, got, known, 0, got);
        if (differs >= 0) {
          throw new Reply.Wrong(
              "WRONG BYTES from offset %d on".formatted(offset + bytes - rest + differs));
        }
        rest -= got;
      }
    }
    findings.add("bytes checked", bytes);
  }

  /** Reads the answer to a request for one range. */
  void range(Pack pack, Reply reply, long first, long last) throws IOException {
    reply.needs("content-range", "bytes %d-%d/%d".formatted(first, last, pack.sizeBytes()));
    if (reply.bodyBytes() != last - first + 1) {
      throw new Reply.Wrong(
          "%d bytes announced (expected %d)".formatted(reply.bodyBytes(), last - first + 1));
    }
    piece(pack, first, reply.bodyBytes());
  }

  /** Reads the answer to a request for several ranges; each must come in a part of its own. */
  void parts(Pack pack, Reply reply, long[] firsts, int bytes) throws IOException {
    if (reply.bodyBytes() > LONGEST_PARTS) {
      throw new Reply.Wrong("%d bytes announced for short parts".formatted(reply.bodyBytes()));
    }
    Parts.check(pack, reply.need("content-type"), wire.body(reply), firsts, bytes);
    findings.add("bytes checked", reply.bodyBytes());
  }
}
