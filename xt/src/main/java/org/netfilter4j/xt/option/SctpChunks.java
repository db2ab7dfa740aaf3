package org.netfilter4j.xt.option;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Translation;

/**
 * Types of SCTP chunks, and which of them a packet must have.
 *
 * @param every whether all 256 types are meant; {@code chunks} is empty then
 * @param chunks in the order of their numbers
 */
public record SctpChunks(Kind kind, boolean every, List<Chunk> chunks) {
  /** What is asked of the chunks in a packet. */
  public enum Kind {
    /** One of them is there. */
    ANY,
    /** Each of them is there. */
    ALL,
    /** There are no others. */
    ONLY
  }

  /**
   * A type.
   *
   * @param mask the bits of the chunk's flags that count
   */
  public record Chunk(int type, int mask, int flags) {}

  /**
   * What the C tool knows of a type.
   *
   * @param letters of the flags from bit 7 on
   */
  private record Known(String name, int type, String letters, String translation) {
    Known(String name, int type, String letters) {
      this(name, type, letters, name.toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    Known(String name, int type) {
      this(name, type, "--------");
    }
  }

  private static final List<Known> KNOWN =
      List.of(
          new Known("DATA", 0, "----IUBE"),
          new Known("INIT", 1),
          new Known("INIT_ACK", 2),
          new Known("SACK", 3),
          new Known("HEARTBEAT", 4),
          new Known("HEARTBEAT_ACK", 5),
          new Known("ABORT", 6, "-------T"),
          new Known("SHUTDOWN", 7),
          new Known("SHUTDOWN_ACK", 8),
          new Known("ERROR", 9),
          new Known("COOKIE_ECHO", 10),
          new Known("COOKIE_ACK", 11),
          new Known("ECN_ECNE", 12, "--------", "ecne"),
          new Known("ECN_CWR", 13, "--------", "cwr"),
          new Known("SHUTDOWN_COMPLETE", 14, "-------T"),
          new Known("I_DATA", 64, "----IUBE"),
          new Known("RE_CONFIG", 130),
          new Known("PAD", 132),
          new Known("ASCONF", 193),
          new Known("ASCONF_ACK", 128),
          new Known("FORWARD_TSN", 192),
          new Known("I_FORWARD_TSN", 194));

  /** How many types may have flags (XT_NUM_SCTP_FLAGS). */
  private static final int MOST_FLAGS = 4;

  public SctpChunks {
    chunks = List.copyOf(chunks);
  }

  /** All names, for help. */
  public static String names() {
    return KNOWN.stream().map(Known::name).collect(Collectors.joining(", "));
  }

  private @Nullable Chunk find(int type) {
    for (int i = 0; i < chunks.size(); i++) {
      if (chunks.get(i).type == type) {
        return chunks.get(i);
      }
    }
    return null;
  }

  /** Whether the type is among those named, whatever its flags. */
  public boolean names(int type) {
    return every || find(type) != null;
  }

  /** Whether a chunk of that type with those flags is meant. */
  public boolean contains(int type, int flags) {
    Chunk chunk = find(type);
    return every || (chunk != null && (flags & chunk.mask) == chunk.flags);
  }

  /** As {@code -S} prints it, or with numbers {@code -L -n}. */
  public String text(boolean numeric) {
    String list =
        every
            ? "ALL"
            : chunks.isEmpty()
                ? "NONE"
                : chunks.stream().map(c -> text(c, numeric)).collect(Collectors.joining(","));
    return kind.name().toLowerCase(Locale.ROOT) + " " + list;
  }

  private static String text(Chunk chunk, boolean numeric) {
    Known known = KNOWN.stream().filter(k -> k.type == chunk.type).findFirst().orElseThrow();
    StringBuilder text =
        new StringBuilder(numeric ? String.format(Locale.ROOT, "0x%04X", chunk.type) : known.name);
    text.append(chunk.mask == 0 ? "" : ":");
    for (int i = 0; i < 8; i++) {
      int bit = 0x80 >> i;
      char letter = known.letters.charAt(i);
      if ((chunk.mask & bit) != 0) {
        text.append((chunk.flags & bit) != 0 ? letter : Character.toLowerCase(letter));
      }
    }
    return text.toString();
  }

  /** Adds a test of each chunk; false where nft has no words for it. */
  public boolean translate(boolean inverted, Translation out) {
    if (kind == Kind.ANY) {
      return false;
    }
    for (Known known : KNOWN) {
      Chunk chunk = find(known.type);
      String key = "sctp chunk " + known.translation;
      if (chunk != null && chunk.mask != 0) {
        out.add(
            "%s flags & 0x%x %s 0x%x"
                .formatted(key, chunk.mask, inverted ? "!=" : "==", chunk.flags));
      } else if (names(known.type)) {
        out.add(key + (inverted ? " missing" : " exists"));
      } else if (kind == Kind.ONLY) {
        out.add(key + (inverted ? " exists" : " missing"));
      }
    }
    return true;
  }

  /** Two words: which of them, and the types, {@code TYPE[:FLAGS][,TYPE[:FLAGS]...]}. */
  public static Syntax<SctpChunks> syntax() {
    return ChunkSyntax.CHUNKS;
  }

  private enum ChunkSyntax implements Syntax<SctpChunks> {
    CHUNKS;

    @Override
    public SctpChunks parse(String text, String owner, String option, RuleContext context) {
      int blank = text.lastIndexOf(' ');
      if (blank < 0) {
        throw Rejected.parameter("--chunk-types requires two args");
      }
      Kind kind = null;
      for (Kind other : Kind.values()) {
        kind = other.name().equalsIgnoreCase(text.substring(0, blank)) ? other : kind;
      }
      if (kind == null) {
        throw Rejected.parameter("Match type has to be one of \"ALL\", \"ANY\" or \"ONLY\"");
      }
      String list = text.substring(blank + 1);
      if (list.equalsIgnoreCase("ALL") || list.equalsIgnoreCase("NONE")) {
        return new SctpChunks(kind, list.equalsIgnoreCase("ALL"), List.of());
      }
      return new SctpChunks(kind, false, chunks(list));
    }

    private static List<Chunk> chunks(String list) {
      List<Chunk> chunks = new ArrayList<>();
      for (String word : list.split(",", -1)) {
        if (!word.isEmpty()) {
          add(word, chunks);
        }
      }
      if (chunks.stream().filter(c -> c.mask != 0).count() > MOST_FLAGS) {
        throw Rejected.parameter(
            "Number of chunk types with flags exceeds currently allowed limit. Increasing this"
                + " limit involves changing IPT_NUM_SCTP_FLAGS and recompiling both the kernel"
                + " space and user space modules");
      }
      // The C tool keeps a type's place in its list with the flags, not the type's number, which is
      // the same up to 14 only: other types' flags are not looked at, and not printed.
      chunks.replaceAll(c -> c.type > 14 ? new Chunk(c.type, 0, 0) : c);
      chunks.sort(java.util.Comparator.comparingInt(Chunk::type));
      return chunks;
    }

    private static void add(String word, List<Chunk> chunks) {
      int colon = word.indexOf(':');
      String name = colon < 0 ? word : word.substring(0, colon);
      Known known =
          KNOWN.stream().filter(k -> k.name.equalsIgnoreCase(name)).findFirst().orElse(null);
      if (known == null) {
        throw Rejected.parameter("Unknown sctp chunk `" + name + "'");
      }
      Chunk chunk =
          chunks.stream()
              .filter(c -> c.type == known.type)
              .findFirst()
              .orElse(new Chunk(known.type, 0, 0));
      chunks.remove(chunk);
      int mask = chunk.mask;
      int flags = chunk.flags;
      for (char letter : (colon < 0 ? "" : word.substring(colon + 1)).toCharArray()) {
        int place = known.letters.indexOf(Character.toUpperCase(letter));
        if (place < 0) {
          throw Rejected.parameter("Invalid flags for chunk type " + KNOWN.indexOf(known));
        }
        mask |= 0x80 >> place;
        flags |= Character.isUpperCase(letter) ? 0x80 >> place : 0;
      }
      chunks.add(new Chunk(known.type, mask, flags));
    }

    @Override
    public int words() {
      return 2;
    }

    @Override
    public Offer offer(Family family, int word) {
      return word == 0
          ? Offer.one(List.of("all", "any", "only"))
          : Offer.some(KNOWN.stream().map(Known::name).toList());
    }

    @Override
    public String placeholder() {
      return "{any|all|only} {ALL|NONE|type[:flags][,type[:flags]...]}";
    }

    @Override
    public Samples samples() {
      return new Samples(
          List.of(
              "all INIT",
              "any DATA,SACK",
              "only DATA:Be",
              "ANY ALL",
              "All none",
              "only data:iubE,abort:t,SHUTDOWN_COMPLETE:T",
              "any I_DATA:IU,PAD,ASCONF",
              "all init:-,INIT_ACK",
              "any ,DATA,,SACK,",
              "only DATA:B,DATA:e,data",
              "all FORWARD_TSN,I_FORWARD_TSN,RE_CONFIG,ASCONF_ACK",
              "any DATA:,ECN_CWR,ecn_ecne",
              "any ,"),
          List.of(
              "all",
              "some DATA",
              "any data2",
              "any DATA:X",
              "any ABORT:B",
              "all ALL,DATA",
              "only 1",
              "any DATA:-:",
              "all INIT:-,SACK:-,DATA:I,ABORT:T,ERROR:-",
              " DATA"));
    }
  }
}
