package org.livemirror.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/livemirror} and the archive of classes beside its jar. */
final class LauncherTest {
  private static final Path LAUNCHER = Path.of("..", "bin", "livemirror").toAbsolutePath();

  /** What the JVM tells of a class that it has from the archive. */
  private static final String FROM_ARCHIVE = "org.livemirror.app.Main source: shared objects file";

  @TempDir private static Path folder;
  private static Path jar;
  private static Path archive;

  @BeforeAll
  static void makeJar() throws Exception {
    jar = folder.resolve("livemirror.jar");
    archive = folder.resolve("livemirror.jsa");
    List<Path> parts =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .map(Path::of)
            .toList();
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Main.class.getName());
    manifest
        .getMainAttributes()
        .put(
            Attributes.Name.CLASS_PATH,
            parts.stream()
                .filter(Files::isRegularFile)
                .map(part -> part.toUri().toString())
                .collect(Collectors.joining(" ")));
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream classes = new JarOutputStream(out, manifest)) {
      for (Path part : parts) {
        // Nothing of the tests: only what is in the runnable jar as well.
        if (Files.isDirectory(part) && part.endsWith(Path.of("target", "classes"))) {
          add(classes, part);
        }
      }
    }
  }

  private static void add(JarOutputStream jar, Path classes) throws IOException {
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String name = classes.relativize(file).toString().replace(File.separatorChar, '/');
        if (name.startsWith("org/livemirror/") || name.startsWith("META-INF/services/ch.qos")) {
          jar.putNextEntry(new JarEntry(name));
          Files.copy(file, jar);
          jar.closeEntry();
        }
      }
    }
  }

  private record Ran(int status, String out, String err) {}

  private static Ran run(Map<String, String> environment, String... command) throws Exception {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ended").isTrue();
    return new Ran(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  private static Ran version(String options) throws Exception {
    return run(
        Map.of(
            "JAVA_HOME",
            System.getProperty("java.home"),
            "JAVA_OPTS",
            options,
            "LIVEMIRROR_JAR",
            jar.toString()),
        LAUNCHER.toString(),
        "--version");
  }

  private static void makeArchive() throws Exception {
    Files.deleteIfExists(archive);
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Ran made =
        run(Map.of(), java, "-XX:ArchiveClassesAtExit=" + archive, "-jar", jar + "", "--version");
    assertThat(made.status()).as(made.err()).isZero();
    assertThat(archive).isNotEmptyFile();
  }

  private static void isQuiet(Ran ran) {
    assertThat(ran).isEqualTo(new Ran(0, ran.out().lines().findFirst().orElse("") + "\n", ""));
    assertThat(ran.out()).startsWith("livemirror ");
  }

  @Test
  void archiveBesideTheJar_isUsed() throws Exception {
    makeArchive();
    assertThat(version("-Xlog:class+load").out()).contains(FROM_ARCHIVE);
    isQuiet(version(""));
  }

  @Test
  void archiveOfAnotherBuild_isNotUsed_andNothingIsSaidOfIt() throws Exception {
    makeArchive();
    Files.setLastModifiedTime(jar, FileTime.from(Instant.parse("2026-11-21T00:00:00Z")));
    assertThat(version("-Xlog:class+load").out())
        .contains("org.livemirror.app.Main source: ")
        .doesNotContain(FROM_ARCHIVE);
    isQuiet(version(""));
  }

  @Test
  void archiveThatIsNone_isNotUsed_andNothingIsSaidOfIt() throws Exception {
    Files.deleteIfExists(archive);
    Files.writeString(archive, "rubbish");
    isQuiet(version(""));
  }

  @Test
  void noArchive_isNothingToSay() throws Exception {
    Files.deleteIfExists(archive);
    isQuiet(version(""));
  }
}
