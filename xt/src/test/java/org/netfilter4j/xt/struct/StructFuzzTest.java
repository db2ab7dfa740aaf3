package org.netfilter4j.xt.struct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.Extension;
import org.netfilter4j.xt.Extensions;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.MatchExtension;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.TargetExtension;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.match.Written;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.Syntax;

/**
 * Structs of any bytes: nothing is thrown, and what is read can be printed and written, and is read
 * back as the same. The bytes are random, or what an extension wrote of its own samples with some
 * bytes changed. {@code NF4J_SEED} gives other draws.
 */
class StructFuzzTest {
  private static final int RANDOM = 120;
  private static final int SAMPLES = 60;
  private static final int MUTANTS = 6;
  private static final int MOST_FAILURES = 20;

  /** Sets whose names are their numbers. */
  private static final SetIndexes SETS =
      new SetIndexes() {
        @Override
        public int index(String name) {
          return name.startsWith("#") ? Integer.parseInt(name.substring(1)) : 7;
        }

        @Override
        public String name(int index) {
          return "#" + index;
        }
      };

  private static final Structs STRUCTS = new Structs(SETS, Revisions.NEWEST);

  private final long seed = Long.parseLong(System.getenv().getOrDefault("NF4J_SEED", "1"));
  private final List<String> failures = new ArrayList<>();
  private int known;
  private int unknown;

  /** What is asked of matches and targets alike. */
  private sealed interface Kind {
    Object read(String name, int revision, byte[] bytes, int start, int length, Family family);

    Encoded write(Object value, Family family);

    void print(Object value, Family family);
  }

  private record Matches() implements Kind {
    @Override
    public Match read(String name, int revision, byte[] bytes, int at, int length, Family family) {
      return STRUCTS.match(name, revision, bytes, at, length, family);
    }

    @Override
    public Encoded write(Object value, Family family) {
      return STRUCTS.encode((Match) value, family);
    }

    @Override
    public void print(Object value, Family family) {
      print((Match) value, Extensions.of((Match) value, family));
    }

    private static <M extends Match> void print(M match, MatchExtension<M> extension) {
      for (boolean yes : new boolean[] {true, false}) {
        extension.save(match, words(yes));
        extension.list(match, listing(yes));
      }
    }
  }

  private record Targets() implements Kind {
    @Override
    public Target.Extended read(
        String name, int revision, byte[] bytes, int at, int length, Family family) {
      return STRUCTS.target(name, revision, bytes, at, length, family);
    }

    @Override
    public Encoded write(Object value, Family family) {
      return STRUCTS.encode((Target.Extended) value, family);
    }

    @Override
    public void print(Object value, Family family) {
      print((Target.Extended) value, Extensions.of((Target.Extended) value, family));
    }

    private static <T extends Target.Extended> void print(T target, TargetExtension<T> extension) {
      for (boolean yes : new boolean[] {true, false}) {
        extension.save(target, words(yes));
        extension.list(target, listing(yes));
      }
    }
  }

  private static Words words(boolean exact) {
    return new Words(new StringBuilder(), Mode.LEGACY, exact, Written.SomeNames.NAMES);
  }

  private static Listing listing(boolean numeric) {
    return new Listing(new StringBuilder(), Mode.NFT, numeric, 6, Written.SomeNames.NAMES);
  }

  @Test
  void matches() {
    for (String name : Extensions.MATCH_NAMES) {
      for (Family family : Family.values()) {
        MatchExtension<?> extension = Extensions.match(name, family);
        if (extension != null && extension.families().contains(family)) {
          fuzz(extension, extension.kernelName(), extension.layouts(family), family, new Matches());
        }
      }
    }
    finish();
  }

  @Test
  void targets() {
    for (String name : Extensions.TARGET_NAMES) {
      for (Family family : Family.values()) {
        TargetExtension<?> extension = Extensions.target(name, family);
        if (extension != null && extension.families().contains(family)) {
          fuzz(extension, extension.kernelName(), extension.layouts(family), family, new Targets());
        }
      }
    }
    finish();
  }

  /** Texts of any bytes, most of them near the bounds of UTF-8, come back as they were. */
  @Test
  void textsKeepBytesThatAreNoCharacters() {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] bounds = HexFormat.of().parseHex("417f8090bfc0c2dfe0e1edeeeff0f1f4f5ff");
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(1, 12)];
      for (int j = 0; j < bytes.length; j++) {
        bytes[j] = bounds[random.nextInt(bounds.length)];
      }
      String text = ByteText.decode(bytes, 0, bytes.length);
      assertThat(ByteText.encode(text)).as(text).isEqualTo(bytes);
    }
    String some = "规则 \ud83d\udd25 \ufffd é";
    byte[] utf = some.getBytes(StandardCharsets.UTF_8);
    assertThat(ByteText.decode(utf, 0, utf.length)).isEqualTo(some);
    assertThat(ByteText.encode(some)).isEqualTo(utf);
  }

  private void finish() {
    assertThat(failures).as("seed %d", seed).isEmpty();
    // Both were met: what is said of them is said of many.
    assertThat(known).isGreaterThan(3000);
    assertThat(unknown).isGreaterThan(3000);
  }

  private void fuzz(
      Extension extension,
      String name,
      List<? extends Layout<?>> layouts,
      Family family,
      Kind kind) {
    SplittableRandom random = new SplittableRandom(seed * 31 + extension.name().hashCode());
    for (Layout<?> layout : layouts) {
      for (int i = 0; i < RANDOM; i++) {
        check(name, layout.revision(), noise(layout.size(), random), family, kind, random);
      }
    }
    for (int i = 0; i < SAMPLES && !layouts.isEmpty(); i++) {
      Object sample = sample(extension, family, random);
      if (sample == null) {
        continue;
      }
      Encoded encoded = kind.write(sample, family);
      check(name, encoded.revision(), encoded.info(), family, kind, random);
      for (int j = 0; j < MUTANTS; j++) {
        byte[] mutant = encoded.info().clone();
        for (int k = random.nextInt(3); k >= 0; k--) {
          int most = Math.min(mutant.length, 1 << 2 + random.nextInt(11));
          int at = most == 0 ? -1 : random.nextInt(most);
          if (at >= 0)
            mutant[at] = (byte) (random.nextBoolean() ? random.nextInt() : mutant[at] ^ 1);
        }
        check(name, encoded.revision(), mutant, family, kind, random);
      }
    }
    check(name, 9, noise(64, random), family, kind, random);
  }

  /** Bytes of which all, some or few are not zero, mostly of the right size. */
  private static byte[] noise(int size, SplittableRandom random) {
    int length = Structs.align(size);
    int drawn =
        switch (random.nextInt(8)) {
          case 0 -> random.nextInt(length + 1);
          case 1 -> length + random.nextInt(24);
          default -> length;
        };
    byte[] bytes = new byte[drawn];
    int density = 1 << random.nextInt(8);
    int most = random.nextBoolean() ? 4 : 256;
    for (int i = 0; i < drawn; i++) {
      bytes[i] = random.nextInt(density) == 0 ? (byte) random.nextInt(most) : 0;
    }
    return bytes;
  }

  private void check(
      String name, int revision, byte[] info, Family family, Kind kind, SplittableRandom random) {
    int start = random.nextInt(9);
    byte[] around = new byte[start + info.length + random.nextInt(9)];
    random.nextBytes(around);
    System.arraycopy(info, 0, around, start, info.length);
    Throwable thrown =
        catchThrowable(() -> {
          Object value = kind.read(name, revision, around, start, info.length, family);
          kind.print(value, family);
          Encoded again = kind.write(value, family);
          if (value instanceof UnknownMatch || value instanceof UnknownTarget) {
            unknown++;
            assertThat(again)
                .usingRecursiveComparison()
                .isEqualTo(new Encoded(name, revision, info));
          } else {
            known++;
          }
          byte[] bytes = again.info();
          assertThat(kind.read(again.name(), again.revision(), bytes, 0, bytes.length, family))
              .isEqualTo(value);
        });
    if (thrown != null && failures.size() < MOST_FAILURES) {
      String bytes = HexFormat.of().formatHex(info);
      failures.add(family + " " + name + " revision " + revision + " " + bytes + "\n" + thrown);
    }
  }

  /** What an extension makes of some of its options; null where it refuses them. */
  private static @Nullable Object sample(
      Extension extension, Family family, SplittableRandom random) {
    Written.Rule rule = new Written.Rule(family, 6, new ArrayList<>());
    Args args = new Args();
    int share = 1 + random.nextInt(4);
    try {
      for (Option<?> option : extension.options()) {
        if (option.mandatory() || random.nextInt(share) == 0) {
          bind(args, option, extension.name(), rule, random);
        }
      }
      return switch (extension) {
        case MatchExtension<?> match -> match.parse(args, rule);
        case TargetExtension<?> target -> target.parse(args, rule);
      };
    } catch (Rejected e) {
      return null;
    }
  }

  private static <V> void bind(
      Args args, Option<V> option, String owner, Written.Rule rule, SplittableRandom random) {
    Syntax<V> syntax = option.syntax();
    List<String> good = option.takesArgument() ? syntax.samples().good() : List.of("");
    String text = good.isEmpty() ? "1" : good.get(random.nextInt(good.size()));
    boolean inverted = option.invertible() && random.nextInt(3) == 0;
    args.bind(option, syntax.parse(text, owner, option.name(), rule), inverted);
  }
}
