package org.livemirror.store.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.livemirror.store.BlobStore;
import org.livemirror.store.DamagedStoreException;
import org.livemirror.store.Digester;
import org.livemirror.store.Entry;
import org.livemirror.store.Generation;
import org.livemirror.store.GenerationStore;
import org.livemirror.store.Manifest;
import org.livemirror.store.MissingBlobException;
import org.livemirror.store.PublisherLock;
import org.livemirror.store.Sha256;

/** Generations as numbered folders, and {@code CURRENT}, which is replaced by one atomic move. */
final class FileGenerations implements GenerationStore {
  private static final Pattern NUMBER = Pattern.compile("\\d{6,9}");
  private static final Pattern POINTER = Pattern.compile("(\\d{6,9}) ([0-9a-f]{64})\n");
  private static final String MANIFEST = "manifest.json";

  private final Path root;
  private final Path generations;
  private final Path incoming;
  private final BlobStore blobs;
  private final Clock clock;

  FileGenerations(Path root, Path incoming, BlobStore blobs, Clock clock) throws IOException {
    this.root = root;
    this.generations = root.resolve("generations");
    this.incoming = incoming;
    this.blobs = blobs;
    this.clock = clock;
    DurableFiles.createFolders(generations);
  }

  @Override
  public Optional<Pointer> pointer() throws IOException {
    String text;
    try {
      text = Files.readString(root.resolve("CURRENT"), StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    Matcher matcher = POINTER.matcher(text);
    if (!matcher.matches()) {
      throw new DamagedStoreException(
          root.resolve("CURRENT")
              + ": found '"
              + text.substring(0, Math.min(text.length(), 100)).replaceAll("[^ -~]", "?")
              + "' (expected one line: a generation's number and the SHA-256 of its manifest);"
              + " write the newest whole generation into it");
    }
    return Optional.of(
        new Pointer(Integer.parseInt(matcher.group(1)), Sha256.parse(matcher.group(2))));
  }

  @Override
  public Optional<Generation> current() throws IOException {
    Optional<Pointer> pointer = pointer();
    if (pointer.isEmpty()) {
      return Optional.empty();
    }
    Path file = manifest(pointer.get().generation());
    byte[] bytes = read(file);
    Sha256 found = sha256(bytes);
    if (!found.equals(pointer.get().manifest())) {
      throw new DamagedStoreException(
          file
              + ": SHA-256 "
              + found
              + " (expected "
              + pointer.get().manifest()
              + ", from CURRENT); restore the file");
    }
    return Optional.of(Manifest.read(bytes, file.toString()));
  }

  @Override
  public List<Integer> numbers() throws IOException {
    List<Integer> numbers = new ArrayList<>();
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(generations)) {
      for (Path folder : folders) {
        String name = folder.getFileName().toString();
        if (NUMBER.matcher(name).matches() && Files.exists(folder.resolve(MANIFEST))) {
          numbers.add(Integer.parseInt(name));
        }
      }
    }
    numbers.sort(null);
    return numbers;
  }

  @Override
  public Generation load(int number) throws IOException {
    Path file = manifest(number);
    Generation generation = Manifest.read(read(file), file.toString());
    if (generation.number() != number) {
      throw new DamagedStoreException(
          file
              + ": generation "
              + generation.number()
              + " (expected "
              + number
              + ", from its folder); restore the file");
    }
    return generation;
  }

  @Override
  public PublisherLock lockPublisher() throws IOException {
    return HeldLock.take(this, root);
  }

  @Override
  public Generation publish(PublisherLock lock, String reason, Collection<Entry> entries)
      throws IOException {
    HeldLock.check(lock, this);
    for (Entry entry : entries) {
      if (blobs.sizeBytes(entry.blob()).orElse(-1) != entry.sizeBytes()) {
        throw new MissingBlobException(entry.blob());
      }
    }
    List<Integer> numbers = numbers();
    int number = numbers.isEmpty() ? 1 : numbers.get(numbers.size() - 1) + 1;
    Generation generation = new Generation(number, clock.instant(), reason, entries);
    ByteArrayOutputStream manifest = new ByteArrayOutputStream();
    Manifest.write(generation, manifest);

    Path folder = folder(number);
    DurableFiles.createFolders(folder);
    DurableFiles.replace(written(manifest.toByteArray()), folder.resolve(MANIFEST));
    String pointer = name(number) + " " + sha256(manifest.toByteArray()) + "\n";
    DurableFiles.replace(
        written(pointer.getBytes(StandardCharsets.ISO_8859_1)), root.resolve("CURRENT"));
    return generation;
  }

  private Path written(byte[] bytes) throws IOException {
    Path file = incoming.resolve(UUID.randomUUID().toString());
    DurableFiles.write(file, bytes);
    return file;
  }

  private Path manifest(int number) {
    return folder(number).resolve(MANIFEST);
  }

  private Path folder(int number) {
    return generations.resolve(name(number));
  }

  private static String name(int number) {
    return String.format(Locale.ROOT, "%06d", number);
  }

  private static byte[] read(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new DamagedStoreException(
          file + ": missing; restore it, or point CURRENT at a generation that is whole", e);
    }
  }

  private static Sha256 sha256(byte[] bytes) {
    Digester digester = new Digester();
    digester.update(bytes, 0, bytes.length);
    return digester.finish().sha256();
  }
}
