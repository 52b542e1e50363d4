package org.livemirror.testkit.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.livemirror.core.format.Guard;
import org.livemirror.core.format.MalformedException;

@Tag("fuzz")
class GuardFuzzTest {
  @FuzzTest
  void guard(byte[] bytes) throws Exception {
    Guard guard;
    try {
      guard = Guard.parse(bytes);
    } catch (MalformedException e) {
      OneLine.check(e);
      return;
    }
    assertThat(guard.bytes()).isEqualTo(bytes);
    assertThat(Guard.parse(guard.bytes()).lastModified()).isEqualTo(guard.lastModified());
    new String(bytes, StandardCharsets.ISO_8859_1)
        .lines()
        .filter(line -> line.startsWith("[File-") && line.endsWith("]"))
        .map(line -> line.substring(6, line.length() - 1))
        // Guards go by base names: what holds a folder is never asked for.
        .filter(name -> Guard.baseName(name).equals(name))
        .forEach(
            name -> {
              assertThat(guard.find(name)).isPresent();
              assertThat(guard.find("sub\\" + upperCase(name))).isEqualTo(guard.find(name));
            });
  }

  /** In ASCII only: there are letters beyond that whose capital has another small letter. */
  private static String upperCase(String name) {
    boolean ascii = name.chars().allMatch(c -> c < 0x80);
    return ascii ? name.toUpperCase(Locale.ROOT) : name;
  }
}
