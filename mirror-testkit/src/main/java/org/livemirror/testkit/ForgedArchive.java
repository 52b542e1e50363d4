package org.livemirror.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import org.apache.commons.compress.archivers.sevenz.SevenZArchiveEntry;
import org.apache.commons.compress.archivers.sevenz.SevenZOutputFile;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.livemirror.core.format.Guard;

/**
 * Any members in any order, with as many guards and signatures as a test wants, in a zip or a 7z.
 *
 * <p>Nothing is checked: names may stand twice, guards may lie. Fluent; for one thread.
 */
public final class ForgedArchive {
  private final Forge forge;
  private final List<Member> members = new ArrayList<>();
  private final Map<String, byte[]> guarded = new LinkedHashMap<>();

  ForgedArchive(Forge forge) {
    this.forge = forge;
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Member(String name, byte[] content) {}

  /** Adds a member that the next {@link #sign(String)} puts into its guard. */
  public ForgedArchive member(String name, byte[] content) {
    guarded.put(Guard.baseName(name), content);
    return stray(name, content);
  }

  public ForgedArchive member(String name, String content) {
    return member(name, Forge.bytes(content));
  }

  /** Adds a member that no guard names unless the test writes one that does. */
  public ForgedArchive stray(String name, byte[] content) {
    members.add(new Member(name, content));
    return this;
  }

  /** Has the next {@link #sign(String)} name a file that is not in the archive. */
  public ForgedArchive beside(String name, byte[] content) {
    guarded.put(name, content);
    return this;
  }

  /**
   * Adds a good guard over the members since the last one, {@code <stem>.grd}, and its signature.
   */
  public ForgedArchive sign(String stem) {
    ForgedGuard guard = new ForgedGuard();
    guarded.forEach(guard::file);
    guarded.clear();
    return sign(stem, guard.bytes());
  }

  /** Adds this guard and a good signature over it. */
  public ForgedArchive sign(String stem, byte[] guard) {
    return pair(stem, guard, forge.signature(guard).der());
  }

  /** Adds this guard and this signature. */
  public ForgedArchive pair(String stem, byte[] guard, byte[] signature) {
    return stray(stem + ".grd", guard).stray(stem + ".sig", signature);
  }

  /** The members as a zip. */
  public byte[] zip() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(out)) {
      zip.setLevel(Deflater.BEST_SPEED);
      for (Member member : members) {
        ZipArchiveEntry entry = new ZipArchiveEntry(member.name());
        // Left open it would be now, and the same archive would have other bytes a moment later.
        entry.setTimeLocal(LocalDateTime.ofInstant(Forge.PUBLISHED, ZoneOffset.UTC));
        zip.putArchiveEntry(entry);
        zip.write(member.content());
        zip.closeArchiveEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** The members as a 7z. */
  public byte[] sevenZip() {
    SeekableInMemoryByteChannel channel = new SeekableInMemoryByteChannel();
    try (SevenZOutputFile sevenZip = new SevenZOutputFile(channel)) {
      for (Member member : members) {
        SevenZArchiveEntry entry = new SevenZArchiveEntry();
        entry.setName(member.name());
        sevenZip.putArchiveEntry(entry);
        sevenZip.write(member.content());
        sevenZip.closeArchiveEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Arrays.copyOf(channel.array(), (int) channel.size());
  }
}
