package org.livemirror.http;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;

/** Netty's decoder, within {@link HttpLimits}, that refuses two framings at once: RFC 9112 §6.3. */
final class RequestDecoder extends HttpRequestDecoder {
  RequestDecoder(HttpLimits limits) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(limits.requestLineBytes())
            .setMaxHeaderSize(limits.headerBytes())
            .setMaxChunkSize(limits.readBytes())
            .setUseRfc9112TransferEncoding(true));
  }

  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    throw new IllegalArgumentException("Content-Length and Transfer-Encoding in one request");
  }
}
