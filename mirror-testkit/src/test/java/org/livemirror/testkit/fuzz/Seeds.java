package org.livemirror.testkit.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.livemirror.core.trust.Certificates;
import org.livemirror.testkit.Forge;
import org.livemirror.testkit.ForgedChain;
import org.livemirror.testkit.ForgedGuard;
import org.livemirror.testkit.ForgedZip;

/**
 * Makes the seeds that are not findings. They are committed; run this again when a target changes.
 */
final class Seeds {
  private static final String TRI =
      """
      [Item1]
      ItemSeqName=CurDefs
      ItemSeqData=110825002
      FileName=1314282430x.m25
      [ExItem2]
      URL=http://h/x
      ; comment
      """;

  private final Path root;
  private final Forge forge = Forge.of(ForgedChain.make().chain());

  private Seeds(Path root) {
    this.root = root;
  }

  /** Writes below the folder that is the only argument. */
  public static void main(String... arguments) throws IOException {
    new Seeds(Path.of(arguments[0])).write();
  }

  private void write() throws IOException {
    seed(TriFuzzTest.class, "tri", "two", text(TRI));
    seed(
        GuardFuzzTest.class,
        "guard",
        "both",
        new ForgedGuard().file("a.m25", new byte[] {1}).file("liveupdt.tri", text(TRI)).bytes());
    seed(
        GuardFuzzTest.class,
        "guard",
        "lf-sha1",
        new ForgedGuard().lf().sha1Only().upperCase().expired().file("x", new byte[9]).bytes());
    names("path", "streaming/Some Dir/x_livetri.zip");
    names("mini-tri", Forge.CUR_DEFS.miniTriName().fileName());
    names("mini-tri-escaped", "a$5fb$20c_3.3.0.102_english_livetri.zip");
    names("delta", "1314282430jtun_nav2k8en110824050.m25");
    archives();
    signatures();
    seed(
        InventoryFuzzTest.class,
        "inventory",
        "one",
        text(
            "{\"client\":\"pc-17\",\"products\":[{\"product\":\"SESC Virus Definitions Win32 v11\","
                + "\"version\":\"MicroDefsB.CurDefs\",\"language\":\"SymAllLanguages\","
                + "\"sequences\":{\"CurDefs\":110824050}}]}"));
  }

  private void names(String name, String text) throws IOException {
    seed(NamesFuzzTest.class, "names", name, text(text));
  }

  private void archives() throws IOException {
    archive("streamed.zip", forge.archive().member("d/a", "1").member("B", "22").zip());
    archive("package.7z", forge.archive().member("d/a", "1").member("B", "22").sevenZip());
    archive(
        "plain.zip",
        new ForgedZip()
            .add(new ForgedZip.Entry("dir/", ""))
            .add(new ForgedZip.Entry("dir\\a", "11111111111111111").deflated())
            .add(new ForgedZip.Entry("b", "2"))
            .comment(text("c"))
            .bytes());
    archive("mini-tri.zip", forge.miniTri("CurDefs", 1, Map.of("1314282430x.m25", text("x"))));
  }

  private void archive(String name, byte[] bytes) throws IOException {
    seed(ArchiveFuzzTest.class, "archive", name, bytes);
  }

  private void signatures() throws IOException {
    Path folder = root.resolve(Seeds.class.getPackageName().replace('.', '/'));
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve(SignatureFuzzTest.ROOT), Certificates.pem(forge.chain().root()));
    signature("good", forge.signature(SignatureFuzzTest.GUARD).der());
    signature("sha1", forge.signature(SignatureFuzzTest.GUARD).digest("SHA1").der());
    signature("other-guard", forge.signature(text("[GuardHeader]")).der());
    signature(
        "no-attributes", forge.signature(SignatureFuzzTest.GUARD).withoutSignedAttributes().der());
    Instant at = Forge.PUBLISHED;
    signature(
        "two-times",
        forge
            .signature(SignatureFuzzTest.GUARD)
            .signingTimes(List.of(List.of(at, at.plusSeconds(1))))
            .der());
  }

  private void signature(String name, byte[] der) throws IOException {
    seed(SignatureFuzzTest.class, "signature", name, der);
  }

  private void seed(Class<?> target, String method, String name, byte[] bytes) throws IOException {
    Path folder = root.resolve(target.getName().replace('.', '/') + "Inputs").resolve(method);
    Files.createDirectories(folder);
    Files.write(folder.resolve(name), bytes);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
