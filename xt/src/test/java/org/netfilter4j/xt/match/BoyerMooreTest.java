package org.netfilter4j.xt.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.netfilter4j.packet.Packet;

class BoyerMooreTest {
  private static final int HEADER = 20;

  private static Packet packet(String payload) {
    byte[] data = payload.getBytes(StandardCharsets.ISO_8859_1);
    byte[] bytes = new byte[HEADER + data.length];
    bytes[0] = 0x45;
    bytes[3] = (byte) bytes.length;
    bytes[8] = 64;
    bytes[9] = (byte) 253;
    System.arraycopy(data, 0, bytes, HEADER, data.length);
    Packet packet = new Packet();
    assertThat(packet.wrap(bytes, 0, bytes.length)).isNull();
    return packet;
  }

  private static boolean finds(String pattern, boolean ignoreCase, String text) {
    return new BoyerMoore(pattern, ignoreCase).finds(packet(text), HEADER, HEADER + text.length());
  }

  @Test
  void findsWhatIsThere() {
    Random random = new Random(7);
    int found = 0;
    for (int i = 0; i < 20_000; i++) {
      String letters = i % 2 == 0 ? "ab" : "abAB\u00e9\u00c9";
      String pattern = letters(random, letters, 1 + random.nextInt(6));
      String text = letters(random, letters, random.nextInt(40));
      boolean there = text.contains(pattern);
      assertThat(finds(pattern, false, text)).as("%s in %s", pattern, text).isEqualTo(there);
      boolean either =
          text.toUpperCase(java.util.Locale.ROOT)
              .contains(pattern.toUpperCase(java.util.Locale.ROOT));
      assertThat(finds(pattern, true, text)).as("%s in %s", pattern, text).isEqualTo(either);
      found += there ? 1 : 0;
    }
    assertThat(found).isBetween(2_000, 18_000);
  }

  private static String letters(Random random, String of, int length) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < length; i++) {
      out.append(of.charAt(random.nextInt(of.length())));
    }
    return out.toString();
  }

  /** As the kernel does, see the recorded case string-of-either-case. */
  @Test
  void inEitherCaseItJumpsTooFarFromSomeBytes() {
    assertThat(finds("a\u00ffb", false, "1a\u00ffb")).isTrue();
    assertThat(finds("a\u00ffb", true, "a\u00ffb")).isTrue();
    assertThat(finds("a\u00ffb", true, "1a\u00ffb")).isFalse();
  }
}
