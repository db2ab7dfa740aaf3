package org.netfilter4j.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Damages command lines and files: words lost, doubled, exchanged, cut, filled with junk. */
public final class Mutations {
  private static final List<String> JUNK =
      List.of(
          "",
          " ",
          "!",
          "-",
          "--",
          "---",
          "-\u0000",
          "=",
          "--=",
          "--x=",
          "%s%n%d",
          "'",
          "\"",
          "\\",
          "\t",
          "\n",
          "é",
          "规则",
          "\ud83d\ude00",
          "\ud800",
          "0",
          "-1",
          "00",
          "0x",
          "0xffffffffffffffffff",
          "4294967295",
          "4294967296",
          "9223372036854775807",
          "9223372036854775808",
          "18446744073709551615",
          "18446744073709551616",
          "1e9",
          "1.2.3.4/33",
          "1.2.3.4/255.255.255.256",
          "255.255.255.255/0",
          "0.0.0.0/0",
          "::/129",
          "::ffff:1.2.3.4/96",
          ":::",
          "1:2:3:4:5:6:7:8:9",
          ":",
          ",",
          ",,",
          "1,",
          ":1",
          "1:",
          "2:1",
          "1-",
          "-1-2",
          "/",
          "1/",
          "/1",
          "[",
          "[::",
          "]:1",
          "tcp:",
          "icmp:/",
          "+",
          "x".repeat(16),
          "x".repeat(300),
          "9".repeat(400),
          "-A",
          "-j",
          "-m",
          "-p",
          "-t",
          "-h",
          "--help",
          "-w",
          "-vv",
          "--line-numbers",
          "--set-counters");

  private final SplittableRandom random;

  public Mutations(SplittableRandom random) {
    this.random = random;
  }

  /** No change to three. */
  public List<String> words(List<String> line) {
    List<String> words = new ArrayList<>(line);
    int changes = random.nextInt(2) == 0 ? 1 : random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      int at = words.size() < 2 ? 1 : 1 + random.nextInt(words.size() - 1);
      boolean any = at < words.size();
      switch (random.nextInt(any ? 8 : 1)) {
        case 0 -> words.add(Math.min(at, words.size()), junk());
        case 1 -> words.remove(at);
        case 2 -> words.add(at, words.get(at));
        case 3 -> words.set(at, junk());
        case 4 -> words.add(words.remove(at));
        case 5 -> words.subList(at, words.size()).clear();
        default -> words.set(at, text(words.get(at)));
      }
    }
    return words;
  }

  /** One change within a text. */
  public String text(String text) {
    if (text.isEmpty()) {
      return junk();
    }
    int at = random.nextInt(text.length());
    return switch (random.nextInt(6)) {
      case 0 -> text.substring(0, at);
      case 1 -> text.substring(0, at) + text.substring(at + 1);
      case 2 -> text.substring(0, at) + junk() + text.substring(at);
      case 3 -> text.substring(0, at) + (char) random.nextInt(1, 256) + text.substring(at + 1);
      case 4 -> text.substring(at) + text.substring(0, at);
      default -> text.substring(0, at) + text.substring(at / 2);
    };
  }

  private String junk() {
    return JUNK.get(random.nextInt(JUNK.size()));
  }
}
