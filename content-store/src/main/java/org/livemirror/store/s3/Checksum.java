package org.livemirror.store.s3;

import java.nio.ByteBuffer;
import java.util.Base64;
import org.livemirror.store.Digester;
import org.livemirror.store.Sha256;

/** A SHA-256 as S3 spells it, for the server to check what reached it. */
record Checksum(Sha256 sha256) {
  static Checksum of(byte[] bytes) {
    return new Checksum(Digester.sha256(bytes));
  }

  String base64() {
    ByteBuffer bytes = ByteBuffer.allocate(Sha256.BYTES);
    bytes.putLong(sha256.w0()).putLong(sha256.w1()).putLong(sha256.w2()).putLong(sha256.w3());
    return Base64.getEncoder().encodeToString(bytes.array());
  }
}
