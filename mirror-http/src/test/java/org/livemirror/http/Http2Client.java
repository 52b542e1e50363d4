package org.livemirror.http;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A raw HTTP/2 connection to the plane, frame by frame; it gives no window unless told. */
final class Http2Client implements AutoCloseable {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RESET = 3;
  static final int SETTINGS = 4;
  static final int GOAWAY = 7;

  private static final int END = 5; // of the stream and of the headers

  /** GET https /minitri.flg, and its path as a literal. */
  static final byte[] GET = head("/minitri.flg");

  private final Client client;
  private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder();
  private final Map<Integer, String> statuses = new HashMap<>();
  private int stream = -1;

  private Http2Client(Client client) {
    this.client = client;
  }

  /** One whose preface is sent. */
  static Http2Client of(Site site) throws IOException {
    Client raw = new Client(site.plane.tlsPort().orElseThrow());
    SSLContext tls = TlsKeys.clientContext(null);
    SSLSocket socket =
        (SSLSocket)
            tls.getSocketFactory()
                .createSocket(raw.socket, "localhost", raw.socket.getPort(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2"});
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    Http2Client client = new Http2Client(new Client(socket));
    client.client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    client.frame(SETTINGS, 0, 0, new byte[0]);
    return client;
  }

  private static byte[] head(String path, String... fields) {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    head.writeBytes(new byte[] {(byte) 0x82, (byte) 0x87, 0x04});
    text(head, path);
    for (String field : fields) {
      int colon = field.indexOf(": ");
      head.write(0); // a literal that is not remembered
      text(head, field.substring(0, colon));
      text(head, field.substring(colon + 2));
    }
    return head.toByteArray();
  }

  private static void text(ByteArrayOutputStream head, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    if (bytes.length < 127) {
      head.write(bytes.length);
    } else {
      head.write(127);
      head.write(bytes.length - 127); // up to 254
    }
    head.writeBytes(bytes);
  }

  void frame(int type, int flags, int stream, byte[] payload) throws IOException {
    client.out.write(bytes(type, flags, stream, payload));
  }

  /**
   * Sends frames in one TLS record: who still sends when the plane has closed meets an error before
   * it reads why.
   */
  void send(ByteArrayOutputStream frames) throws IOException {
    if (frames.size() > 1 << 14) {
      throw new IllegalArgumentException(frames.size() + " bytes are no record");
    }
    client.out.write(frames.toByteArray());
  }

  static byte[] bytes(int type, int flags, int stream, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
    frame.put((byte) (payload.length >> 16)).putShort((short) payload.length);
    frame.put((byte) type).put((byte) flags).putInt(stream).put(payload);
    return frame.array();
  }

  /** Asks on a stream of its own, whose number it returns. */
  int get(String path, String... fields) throws IOException {
    stream += 2;
    frame(HEADERS, END, stream, head(path, fields));
    return stream;
  }

  /** The same with so many fields. */
  int get(String path, int fields) throws IOException {
    String[] all = new String[fields];
    for (int i = 0; i < fields; i++) {
      all[i] = "x-" + i + ": " + i;
    }
    return get(path, all);
  }

  /** Cancels a stream. */
  void reset(int number) throws IOException {
    frame(RESET, 0, number, new byte[] {0, 0, 0, 8});
  }

  private record Frame(int type, int stream, ByteBuffer payload) {}

  private Frame next() throws IOException {
    DataInputStream in = new DataInputStream(client.in);
    int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
    int type = in.readUnsignedByte();
    in.skipNBytes(1);
    Frame frame = new Frame(type, in.readInt(), ByteBuffer.wrap(in.readNBytes(length)));
    if (type == HEADERS) {
      statuses.put(frame.stream(), decoded(frame));
    }
    return frame;
  }

  /** Every head must be decoded, as later ones build on it. */
  private String decoded(Frame frame) throws IOException {
    try {
      return decoder
          .decodeHeaders(frame.stream(), Unpooled.wrappedBuffer(frame.payload()))
          .status()
          .toString();
    } catch (Http2Exception e) {
      throw new IOException(e);
    }
  }

  /** Reads frames up to one of a type; its payload. */
  ByteBuffer next(int wanted) throws IOException {
    Frame frame = next();
    while (frame.type() != wanted) {
      frame = next();
    }
    return frame.payload();
  }

  /** Reads frames up to the head of the answer on a stream; its status. */
  String status(int number) throws IOException {
    String status = statuses.get(number);
    while (status == null) {
      Frame unused = next();
      status = statuses.get(number);
    }
    return status;
  }

  /** Reads bodies, of whatever streams, until so many bytes have come. */
  void bodyBytes(int atLeast) throws IOException {
    int got = 0;
    while (got < atLeast) {
      got += next(DATA).remaining();
    }
  }

  InputStream in() {
    return client.in;
  }

  /** Ends without a word. */
  void cut() throws IOException {
    client.reset();
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
