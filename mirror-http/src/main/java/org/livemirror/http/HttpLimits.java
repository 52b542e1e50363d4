package org.livemirror.http;

import java.time.Duration;
import org.livemirror.http.content.BlobReader;

/**
 * Every cap and deadline of a connection.
 *
 * <table>
 * <caption>Defaults</caption>
 * <tr><th>limit</th><th>default</th><th>beyond it</th></tr>
 * <tr><td>request line</td><td>8 KiB: the longest content path, every byte escaped, with room for
 *     a host and a query</td><td>414, closed</td></tr>
 * <tr><td>header lines, together</td><td>16 KiB</td><td>431, closed</td></tr>
 * <tr><td>header lines, how many</td><td>100</td><td>431, closed</td></tr>
 * <tr><td>inventory</td><td>256 KiB: 1000 products</td><td>413, closed</td></tr>
 * <tr><td>a body nobody asked for</td><td>64 KiB</td><td>answered, closed</td></tr>
 * <tr><td>one read from a socket</td><td>16 KiB; bounds the pipelined requests that wait</td>
 *     <td>the client waits</td></tr>
 * <tr><td>blobs in memory</td><td>up to 16 KiB; up to 1 MiB for clients of HTTPS, or where the store
 *     has no files</td><td>sent from its file</td></tr>
 * <tr><td>blobs held against their SHA-256 when they are opened</td><td>up to 64 KiB, and all that
 *     go into memory</td><td>a scrub does it</td></tr>
 * <tr><td>blobs in memory, together</td><td>64 MiB, or an eighth of the heap if that is less</td>
 *     <td>the least used leave</td></tr>
 * <tr><td>files kept open</td><td>1024, each looked up again every second</td><td>the least used
 *     are closed</td></tr>
 * <tr><td>part of a file that a socket is handed in one turn</td><td>512 KiB</td><td>others have their
 *     turn</td></tr>
 * <tr><td>piece of what is encrypted, or is no file</td><td>256 KiB, less for slow clients; two a
 *     connection</td><td>&nbsp;</td></tr>
 * <tr><td>TLS handshake, or the header of a proxy</td><td>10 s</td><td>closed</td></tr>
 * <tr><td>time between looks at the files of TLS</td><td>5 s</td><td>&nbsp;</td></tr>
 * <tr><td>HTTP/2: header fields of a request, unpacked</td><td>request line and header lines
 *     together; as many as header lines</td><td>431</td></tr>
 * <tr><td>HTTP/2: streams of a connection at a time</td><td>100</td><td>refused</td></tr>
 * <tr><td>HTTP/2: pieces of all streams of a connection together</td><td>about 9 MiB</td>
 *     <td>smaller pieces</td></tr>
 * <tr><td>request head, from its first byte or from connecting</td><td>30 s</td><td>408 if it has
 *     begun, closed</td></tr>
 * <tr><td>request body, from its head</td><td>30 s</td><td>408, closed</td></tr>
 * <tr><td>keep-alive without a request</td><td>75 s</td><td>closed</td></tr>
 * <tr><td>answer that does not move on: the client takes nothing, or the store gives nothing</td>
 *     <td>120 s, noticed within 30 s more</td><td>closed</td></tr>
 * <tr><td>wait for a client's end after ours</td><td>2 s</td><td>closed</td></tr>
 * <tr><td>drain when the plane stops</td><td>30 s</td><td>closed</td></tr>
 * </table>
 */
record HttpLimits(
    int requestLineBytes,
    int headerBytes,
    int headerLines,
    int inventoryBytes,
    int droppedBodyBytes,
    int readBytes,
    BlobReader.Sizes blobs,
    int pieceBytes,
    int turnBytes,
    Deadlines deadlines) {

  /**
   * Every time that a connection or the plane has for something.
   *
   * @param handshake for TLS, and for the header of a proxy
   * @param tlsLook between looks at the files of TLS
   * @param requestHead from its first byte or from connecting
   * @param requestBody from its head
   * @param keepAlive without a request
   * @param stalled for an answer that does not move on
   * @param linger for a client's end after ours
   * @param drain when the plane stops
   */
  record Deadlines(
      Duration handshake,
      Duration tlsLook,
      Duration requestHead,
      Duration requestBody,
      Duration keepAlive,
      Duration stalled,
      Duration linger,
      Duration drain) {}

  static final HttpLimits DEFAULT =
      new HttpLimits(
          8 << 10,
          16 << 10,
          100,
          256 << 10,
          64 << 10,
          16 << 10,
          new BlobReader.Sizes(
              16 << 10,
              64 << 10,
              1 << 20,
              Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 8),
              1024),
          256 << 10,
          512 << 10,
          new Deadlines(
              Duration.ofSeconds(10),
              Duration.ofSeconds(5),
              Duration.ofSeconds(30),
              Duration.ofSeconds(30),
              Duration.ofSeconds(75),
              Duration.ofSeconds(120),
              Duration.ofSeconds(2),
              Duration.ofSeconds(30)));

  /** The same caps, with other deadlines. */
  HttpLimits withDeadlines(Deadlines others) {
    return new HttpLimits(
        requestLineBytes,
        headerBytes,
        headerLines,
        inventoryBytes,
        droppedBodyBytes,
        readBytes,
        blobs,
        pieceBytes,
        turnBytes,
        others);
  }
}
