package org.livemirror.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.livemirror.store.BlobSink;
import org.livemirror.store.MissingBlobException;
import org.livemirror.store.Sha256;
import org.livemirror.store.StagedBlob;

/** Blobs of a command without a store. */
final class TemporaryBlobsTest {
  private static final Sha256 NONE = new Sha256(0, 0, 0, 0);

  @TempDir Path parent;

  @Test
  void blobs_areThereUntilClosed_andNoFolderBefore() throws Exception {
    try (TemporaryBlobs blobs = new TemporaryBlobs(parent)) {
      assertThat(blobs.sizeBytes(NONE)).isEmpty();
      assertThatThrownBy(() -> blobs.open(NONE)).isInstanceOf(MissingBlobException.class);
      assertThat(parent).isEmptyDirectory();
      try (BlobSink sink = blobs.newSink()) {
        sink.write('x');
        StagedBlob unused = sink.finish();
      }
      try (BlobSink sink = blobs.newSink()) {
        sink.write('y');
        assertThat(blobs.sizeBytes(sink.finish().commit())).hasValue(1);
      }
      assertThat(parent).isNotEmptyDirectory();
    }
    assertThat(parent).isEmptyDirectory();
  }
}
