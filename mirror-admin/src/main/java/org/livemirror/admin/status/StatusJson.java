package org.livemirror.admin.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalLong;
import org.livemirror.core.event.PullEnd;

/**
 * Status as JSON. Times are whole seconds, RFC 3339 in UTC, lengths are bytes. A fact that is not
 * known, or that does not exist, is {@code null}; every name is always there.
 */
public final class StatusJson {
  private StatusJson() {}

  /** The document that is served. */
  public static ObjectNode write(Status status) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("version", status.version());
    node.put("time", text(status.now()));
    node.put("started", text(status.started()));
    node.put("uptimeSeconds", status.uptime().toSeconds());
    node.put("ready", status.unready().isEmpty());
    put(node, "unreadyReason", status.unready());
    node.put("draining", status.draining());
    ObjectNode listeners = node.putObject("listeners");
    put(listeners, "http", status.listeners().http());
    put(listeners, "https", status.listeners().https());
    put(listeners, "ftp", status.listeners().ftp());
    put(listeners, "admin", status.listeners().admin());
    node.set("production", served(status.production()));
    node.set(
        "testing",
        status.testing().isEmpty()
            ? JsonNodeFactory.instance.nullNode()
            : served(status.testing().get()));
    putTime(node, "heldSince", status.heldSince());
    ArrayNode sources = node.putArray("sources");
    status.sources().forEach(source -> sources.add(source(source)));
    Status.Store store = status.store();
    ObjectNode storeNode = node.putObject("store");
    put(storeNode, "usedBytes", store.usedBytes());
    put(storeNode, "usableBytes", store.usableBytes());
    put(storeNode, "quotaBytes", store.quotaBytes());
    putTime(storeNode, "countedAt", store.countedAt());
    put(storeNode, "problem", store.problem());
    ObjectNode scrub = node.putObject("scrub");
    putTime(scrub, "lastEnded", status.scrub().lastEnded());
    put(scrub, "lastResult", status.scrub().lastResult());
    putTime(scrub, "next", status.scrub().next());
    scrub.put("lostBlobs", status.scrub().lostBlobs());
    ObjectNode connections = node.putObject("connections");
    put(connections, "http", status.connections().http());
    put(connections, "ftp", status.connections().ftp());
    return node;
  }

  private static ObjectNode served(Status.Served served) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("generation", served.number());
    node.put("created", served.number() == 0 ? null : text(served.created()));
    node.put("reason", served.reason());
    node.put("files", served.files());
    node.put("bytes", served.bytes());
    put(node, "damage", served.damage());
    return node;
  }

  private static ObjectNode source(Status.Source source) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("name", source.name());
    if (source.lastPull().isEmpty()) {
      node.putNull("lastPull");
    } else {
      PullEnd pull = source.lastPull().get();
      node.putObject("lastPull")
          .put("result", pull.result().name())
          .put("started", text(pull.started()))
          .put("ended", text(pull.ended()))
          .put("fetchedBytes", pull.fetchedBytes())
          .put("staleCatalogs", pull.staleCatalogs())
          .put("summary", pull.summary());
    }
    putTime(node, "lastGood", source.lastGood());
    putTime(node, "nextPull", source.next());
    return node;
  }

  private static String text(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static void put(ObjectNode node, String name, Optional<String> text) {
    node.put(name, text.orElse(null));
  }

  private static void putTime(ObjectNode node, String name, Optional<Instant> time) {
    node.put(name, time.map(StatusJson::text).orElse(null));
  }

  private static void put(ObjectNode node, String name, OptionalLong number) {
    node.put(name, number.isEmpty() ? null : number.getAsLong());
  }
}
