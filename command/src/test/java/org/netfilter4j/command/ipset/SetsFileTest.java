package org.netfilter4j.command.ipset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netfilter4j.command.SystemNames;
import org.netfilter4j.xt.set.SetNamespace;

/** The file of a host's sets: written as it was read, refused with the line that is wrong. */
class SetsFileTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.ofEpochSecond(1_800_000_000), ZoneOffset.UTC);

  @TempDir private Path directory;
  private final SystemNames names = new SystemNames(Path.of("/etc"), false);

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("ipset"), text);
  }

  private SetNamespace read(String text) throws IOException, SetsFile.BadLineException {
    SetNamespace sets = new SetNamespace(() -> 9);
    SetsFile.read(file(text), sets, names, CLOCK);
    return sets;
  }

  private String written(SetNamespace sets, Clock clock) throws IOException {
    StringBuilder text = new StringBuilder();
    SetsFile.write(text, sets, names, clock);
    return text.toString();
  }

  @Test
  void whatWasReadIsWrittenAsItWas() throws Exception {
    String text =
        """
        create a hash:ip family inet hashsize 64 maxelem 10 netmask 30 timeout 600 counters \
        comment forceadd skbinfo bucketsize 4 initval 0x00000009
        add a 10.0.0.4 timeout 30 packets 1 bytes 60 comment "two words" skbmark 0x1/0xff \
        skbprio 1:2 skbqueue 3
        create b hash:net family inet6 hashsize 1024 maxelem 65536 bucketsize 12 initval 0x00000001
        add b 2001:db8::/32
        add b 2001:db8:1::/48 nomatch
        create c bitmap:port range 1-100
        add c 80
        create d list:set size 8
        add d b
        add d a
        """;
    SetNamespace sets = read(text);
    // The order within a hash is the hash's.
    assertThat(written(sets, CLOCK).lines().sorted()).isEqualTo(text.lines().sorted().toList());
    assertThat(written(sets, Clock.offset(CLOCK, Duration.ofSeconds(31))))
        .doesNotContain("10.0.0.4");
  }

  /** The kernel may let a few more in than the limit; what a host has must be readable again. */
  @Test
  void aSetThatHoldsMoreThanItsLimitIsRead() throws Exception {
    StringBuilder text = new StringBuilder("create s hash:ip hashsize 64 maxelem 4\n");
    for (int i = 0; i < 6; i++) {
      text.append("add s 10.0.0.").append(i).append('\n');
    }
    assertThat(written(read(text.toString()), CLOCK).lines()).hasSize(7);
  }

  @Test
  void aWrongLineIsNamedAndNothingIsRead() throws Exception {
    StringBuilder text = new StringBuilder("create s hash:ip maxelem 100000\n");
    for (int i = 1; i < 4320; i++) {
      text.append("add s 10.0.").append(i / 256).append('.').append(i % 256).append('\n');
    }
    text.append("add s 10.0.0.x\n").append("add s 10.9.9.9\n");
    SetNamespace sets = new SetNamespace();
    Path file = file(text.toString());
    assertThatThrownBy(() -> SetsFile.read(file, sets, names, CLOCK))
        .isInstanceOf(SetsFile.BadLineException.class)
        .hasMessage(
            file
                + ": Error in line 4321: Syntax error: cannot parse 10.0.0.x: resolving to IPv4"
                + " address failed");
    assertThat(sets.sets()).isEmpty();
  }

  @Test
  void textAtRandomIsRefusedInOneLine() throws Exception {
    SplittableRandom random = new SplittableRandom(3);
    String whole = "create s hash:net,port\nadd s 10.0.0.0/8,tcp:80-90 nomatch\n";
    String alphabet = "creatdsh:npo,/-0123456789.[]\"\n \t%x\u00e9";
    for (int i = 0; i < 3000; i++) {
      StringBuilder text = new StringBuilder(whole);
      for (int j = random.nextInt(4); j >= 0; j--) {
        int at = random.nextInt(text.length());
        text.setCharAt(at, alphabet.charAt(random.nextInt(alphabet.length())));
      }
      SetNamespace sets = new SetNamespace(() -> 9);
      try {
        SetsFile.read(file(text.toString()), sets, names, CLOCK);
      } catch (SetsFile.BadLineException e) {
        assertThat(e.getMessage()).contains("Error in line ").doesNotContain("\n");
        assertThat(sets.sets()).isEmpty();
      }
    }
  }
}
