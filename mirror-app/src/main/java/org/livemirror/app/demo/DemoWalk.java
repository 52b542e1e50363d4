package org.livemirror.app.demo;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.livemirror.app.config.ConfigException;
import org.livemirror.app.wiring.PullText;
import org.livemirror.app.wiring.Server;
import org.livemirror.core.catalog.ProductId;
import org.livemirror.core.plan.Inventory;
import org.livemirror.core.pull.PullReport;
import org.livemirror.core.trust.RefusedException;
import org.livemirror.core.trust.Verifier;

/**
 * The whole story, checked: a client's first session on the older day and its second on the newer,
 * each over HTTP and over FTP; then a byte is flipped at the upstream, and the pull must be refused
 * with the old generation still served.
 */
final class DemoWalk {
  private static final List<String> FIRST =
      List.of("1314253617jtun_nav2k8enncur25.m25", "1313715088jtun_nav2k8enn04m25.m25");
  private static final List<String> SECOND = List.of("1314282430jtun_nav2k8en110824050.m25");

  private final Demo demo;
  private final Verifier client;
  private final Consumer<String> log;

  DemoWalk(Demo demo, Verifier client, Consumer<String> log) {
    this.demo = demo;
    this.client = client;
    this.log = log;
  }

  /** Walks it; throws with what went otherwise. */
  void run() throws IOException, ConfigException, RefusedException {
    session("first", inventory(DemoContent.INSTALLED, DemoContent.INSTALLED), FIRST);
    demo.newerDay();
    Inventory updated = inventory(DemoContent.OLDER, DemoContent.HUB);
    session("second", updated, SECOND);
    refuseTampering();
    session("third", updated, SECOND);
  }

  private static Inventory inventory(long curDefs, long hub) {
    List<Inventory.Product> products = new ArrayList<>();
    for (ProductId id : DemoContent.inventory()) {
      if (id.equals(DemoContent.CUR_DEFS)) {
        products.add(new Inventory.Product(id, Map.of("CurDefs", curDefs)));
      } else if (id.equals(DemoContent.APRIL_HUB)) {
        products.add(new Inventory.Product(id, Map.of("HubDefs", hub)));
      } else {
        products.add(
            new Inventory.Product(id, Map.of(DemoContent.sequence(id), DemoContent.OLDER)));
      }
    }
    return new Inventory("demo-client", products);
  }

  private void session(String name, Inventory inventory, List<String> expected)
      throws IOException, RefusedException {
    for (Transport transport : transports()) {
      try (transport) {
        String session = name + "-" + transport.name();
        log.accept("client: " + name + " session over " + transport.name());
        List<String> fetched =
            new ClientSession(
                    transport,
                    client,
                    demo.folder().client(session),
                    line -> log.accept("client:   " + line))
                .run(inventory);
        if (!fetched.equals(expected)) {
          throw new IOException(session + ": fetched " + fetched + " (expected " + expected + ")");
        }
      }
    }
  }

  private List<Transport> transports() throws IOException {
    Server server = demo.server();
    return List.of(
        new HttpTransport(server.httpUrl().orElseThrow()),
        new FtpTransport(server.ftpUrl().orElseThrow()));
  }

  private void refuseTampering() throws IOException, ConfigException {
    int before = demo.server().published().current().generation().number();
    String name = DemoContent.CUR_DEFS.miniTriName().fileName();
    Path file = demo.folder().upstream().resolve(name);
    flip(file);
    log.accept("upstream: flipped one byte of " + name);
    PullReport report = demo.pull();
    flip(file);
    int after = demo.server().published().current().generation().number();
    if (!(report.outcome() instanceof PullReport.Outcome.Refused) || after != before) {
      throw new IOException(
          "found '%s', serving generation %d (expected a refusal, serving generation %d)"
              .formatted(PullText.summary(report), after, before));
    }
    log.accept("mirror: still serving generation " + after);
  }

  private static void flip(Path file) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      long middle = bytes.length() / 2;
      bytes.seek(middle);
      int old = bytes.read();
      bytes.seek(middle);
      bytes.write(old ^ 1);
    }
  }
}
