package org.livemirror.testkit.soak;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.livemirror.core.catalog.ProductId;
import org.livemirror.core.format.Tri;
import org.livemirror.testkit.soak.Asking.Withdrawn;
import org.livemirror.testkit.soak.Offered.Pack;

/**
 * A client that comes again and again: it fetches a catalog and then the packages that this names,
 * each in a manner of its own; now and then it misbehaves. For one thread.
 */
final class Visitor implements Runnable {
  private static final List<String> BASES = List.of("/", "/clu-prod/", "/opt/content/onramp/");
  private static final int SLOW_WINDOW = 8 << 10;
  private static final int SHORT_RANGE = 200;
  private static final int LONGEST_PAUSE_MILLIS = 15_000;

  private final int port;
  private final Random random;
  private final Offered offered;
  private final Findings findings;
  private final AtomicBoolean stopped;
  private String doing = "nothing yet";

  Visitor(int port, long seed, Offered offered, Findings findings, AtomicBoolean stopped) {
    this.port = port;
    this.random = new Random(seed);
    this.offered = offered;
    this.findings = findings;
    this.stopped = stopped;
  }

  @Override
  public void run() {
    try {
      while (!stopped.get()) {
        come();
        TimeUnit.MILLISECONDS.sleep(random.nextInt(5, 60));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void come() throws InterruptedException {
    try {
      if (random.nextInt(6) == 0) {
        doing = "malformed request";
        Malformed.send(port, random, findings);
      } else {
        session();
      }
    } catch (Withdrawn e) {
      findings.count("sessions that a rollback ended");
    } catch (Reply.Wrong e) {
      findings.wrong(doing + ": " + e.getMessage());
    } catch (IOException | RuntimeException e) {
      findings.wrong(doing + ": " + e);
    }
  }

  private void session() throws IOException, InterruptedException, Withdrawn {
    ProductId product = offered.products().get(random.nextInt(offered.products().size()));
    String base = BASES.get(random.nextInt(BASES.size()));
    List<Pack> packs = new ArrayList<>();
    try (Wire wire = new Wire(port, 0)) {
      Asking asking = new Asking(wire, base, offered, findings);
      for (String name : catalog(asking, product)) {
        packs.add(
            offered
                .find(name)
                .orElseThrow(() -> new Reply.Wrong("names " + name + ", which nobody made")));
      }
      if (random.nextInt(100) == 0) { // publishers do not wait for a client between the two
        TimeUnit.MILLISECONDS.sleep(random.nextInt(LONGEST_PAUSE_MILLIS));
        findings.count("sessions with a pause");
      }
      doing = "pipeline of " + packs.stream().map(Pack::name).toList();
      if (random.nextInt(5) == 0) {
        pipeline(asking, packs);
      }
      for (Pack pack : packs) {
        visit(asking, pack);
      }
    }
    findings.count("sessions");
  }

  /** Fetches a mini-TRI, holds it against what was published, and returns what it names. */
  private List<String> catalog(Asking asking, ProductId product) throws IOException {
    String name = product.miniTriName().fileName();
    doing = "catalog " + asking.base() + name;
    int then = offered.now(product);
    asking.wire().send(asking.request("GET", name));
    Reply reply = asking.wire().reply(false);
    findings.count("requests");
    reply.is(200);
    byte[] body = asking.wire().body(reply);
    String sha256 = Offered.hex(Offered.sha256().digest(body));
    reply.needs("etag", Asking.eTag(sha256));
    if (!offered.mayBe(product, then, sha256)) {
      throw new Reply.Wrong("WRONG BYTES: " + sha256 + " was not published, or is outdated");
    }
    findings.add("bytes checked", body.length);
    asking.wire().send(asking.request("GET", name, "If-None-Match: " + Asking.eTag(sha256)));
    Reply again = asking.wire().reply(false);
    findings.count("requests");
    if (again.status() == 200) { // published meanwhile
      byte[] unused = asking.wire().body(again);
      if (again.need("etag").equals(Asking.eTag(sha256))) {
        throw new Reply.Wrong("200 for If-None-Match with its ETag");
      }
    } else {
      again.is(304);
    }
    return names(body);
  }

  private static List<String> names(byte[] miniTri) throws IOException {
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(miniTri))) {
      ZipEntry member = zip.getNextEntry();
      while (member != null && !member.getName().equals(Tri.MEMBER)) {
        member = zip.getNextEntry();
      }
      return new String(zip.readAllBytes(), StandardCharsets.ISO_8859_1)
          .lines()
          .filter(line -> line.startsWith("FileName="))
          .map(line -> line.substring("FileName=".length()))
          .toList();
    }
  }

  private void visit(Asking asking, Pack pack) throws IOException, InterruptedException, Withdrawn {
    int manner = random.nextInt(10);
    Manner chosen = Manner.values()[Math.min(manner, Manner.values().length - 1)];
    doing = "%s of %s%s, %d bytes".formatted(chosen, asking.base(), pack.name(), pack.sizeBytes());
    switch (chosen) {
      case RANGE -> range(asking, pack);
      case RESUMED -> resumed(asking, pack);
      case SEVERAL_RANGES -> several(asking, pack);
      case HEAD -> {
        Reply reply = asking.ask(pack, "HEAD", 200);
        reply.needs("content-length", Long.toString(pack.sizeBytes()));
      }
      case CONDITIONAL -> {
        String eTag = Asking.eTag(pack.sha256());
        Reply unused = asking.ask(pack, "GET", 304, "If-None-Match: " + eTag);
        Reply other = asking.ask(pack, "GET", 200, "If-None-Match: \"other\"");
        asking.whole(pack, other, 0);
      }
      case HANG_UP -> hangUp(asking, pack);
      case OLD -> old(asking, pack);
      case SLOW -> slow(asking, pack);
      case WHOLE -> asking.whole(pack, asking.ask(pack, "GET", 200), 0);
    }
    findings.count(chosen.toString());
  }

  /** How a package is fetched; the last one is chosen more often. */
  private enum Manner {
    RANGE,
    RESUMED,
    SEVERAL_RANGES,
    HEAD,
    CONDITIONAL,
    HANG_UP,
    OLD,
    SLOW,
    WHOLE
  }

  private void range(Asking asking, Pack pack) throws IOException, Withdrawn {
    long size = pack.sizeBytes();
    long first = random.nextLong(size);
    long last = random.nextLong(first, size);
    asking.range(
        pack, asking.ask(pack, "GET", 206, "Range: bytes=" + first + "-" + last), first, last);
    long tail = random.nextLong(1, size + 1);
    asking.range(
        pack, asking.ask(pack, "GET", 206, "Range: bytes=-" + tail), size - tail, size - 1);
    Reply beyond = asking.ask(pack, "GET", 416, "Range: bytes=" + size + "-");
    beyond.needs("content-range", "bytes */" + size);
    byte[] unused = asking.wire().body(beyond);
  }

  /** Breaks off somewhere and fetches the rest on another connection. */
  private void resumed(Asking asking, Pack pack) throws IOException, Withdrawn {
    long got = random.nextLong(pack.sizeBytes());
    try (Wire wire = new Wire(port, 0)) {
      Asking first = new Asking(wire, asking.base(), offered, findings);
      first.ask(pack, "GET", 200).is(200);
      first.piece(pack, 0, got);
    }
    String eTag = Asking.eTag(pack.sha256());
    Reply rest = asking.ask(pack, "GET", 206, "Range: bytes=" + got + "-", "If-Range: " + eTag);
    asking.range(pack, rest, got, pack.sizeBytes() - 1);
  }

  private void several(Asking asking, Pack pack) throws IOException, Withdrawn {
    long room = pack.sizeBytes() / 3;
    long[] firsts = new long[3];
    StringBuilder ranges = new StringBuilder("Range: bytes=");
    for (int i = 0; i < firsts.length; i++) {
      firsts[i] = room * i + random.nextLong(room - SHORT_RANGE);
      ranges.append(i == 0 ? "" : ",").append(firsts[i]).append('-');
      ranges.append(firsts[i] + SHORT_RANGE - 1);
    }
    asking.parts(pack, asking.ask(pack, "GET", 206, ranges.toString()), firsts, SHORT_RANGE);
  }

  private void hangUp(Asking asking, Pack pack) throws IOException, Withdrawn {
    try (Wire wire = new Wire(port, SLOW_WINDOW)) {
      Asking own = new Asking(wire, asking.base(), offered, findings);
      own.ask(pack, "GET", 200).is(200);
      own.piece(pack, 0, random.nextLong(pack.sizeBytes()));
      if (random.nextBoolean()) {
        wire.resetAtClose();
      }
    }
  }

  /** HTTP/1.0: the body ends with the connection. */
  private void old(Asking asking, Pack pack) throws IOException, InterruptedException, Withdrawn {
    try (Wire wire = new Wire(port, 0)) {
      Asking own = new Asking(wire, asking.base(), offered, findings);
      wire.send("GET " + asking.base() + pack.name() + " HTTP/1.0\r\n\r\n");
      own.whole(pack, own.answer(pack, "GET", 200), 0);
      if (!wire.isAtEnd()) {
        throw new Reply.Wrong("bytes after an answer to HTTP/1.0");
      }
    }
  }

  private void slow(Asking asking, Pack pack) throws IOException, InterruptedException, Withdrawn {
    try (Wire wire = new Wire(port, SLOW_WINDOW)) {
      Asking own = new Asking(wire, asking.base(), offered, findings);
      own.whole(pack, own.ask(pack, "GET", 200), random.nextInt(1, 12));
    }
  }

  /** All requests in one piece, answers in order. */
  private void pipeline(Asking asking, List<Pack> packs)
      throws IOException, InterruptedException, Withdrawn {
    StringBuilder requests = new StringBuilder();
    for (Pack pack : packs) {
      requests.append(asking.request("HEAD", pack.name()));
      requests.append(asking.request("GET", pack.name()));
    }
    asking.wire().send(requests.toString());
    for (Pack pack : packs) {
      asking.answer(pack, "HEAD", 200).needs("content-length", Long.toString(pack.sizeBytes()));
      asking.whole(pack, asking.answer(pack, "GET", 200), 0);
    }
    findings.count("PIPELINE");
  }
}
