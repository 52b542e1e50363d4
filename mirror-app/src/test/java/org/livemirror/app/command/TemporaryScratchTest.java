package org.livemirror.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.livemirror.store.BlobSink;
import org.livemirror.store.StagedBlob;

/** Blobs of a command without a store. */
final class TemporaryScratchTest {

  @TempDir Path parent;

  @Test
  void scratch_isThereUntilClosed_andNoFolderBefore() throws Exception {
    try (TemporaryScratch scratch = new TemporaryScratch(parent)) {
      assertThat(parent).isEmptyDirectory();
      try (BlobSink sink = scratch.newSink()) {
        sink.write('x');
        StagedBlob unused = sink.finish();
      }
      try (BlobSink sink = scratch.newSink()) {
        sink.write('y');
        try (var channel = sink.finish().open()) {
          assertThat(channel.size()).isEqualTo(1);
        }
      }
      assertThat(parent).isNotEmptyDirectory();
    }
    assertThat(parent).isEmptyDirectory();
  }
}
