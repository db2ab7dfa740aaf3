package org.netfilter4j.xt.option;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.Translation;
import org.netfilter4j.xt.struct.StructBytes;

/**
 * Types of SCTP chunks, and which of them a packet must have.
 *
 * @param types bit n for type n
 * @param flags of up to 4 types, in the order in which they were given
 */
public record SctpChunks(Kind kind, BitSet types, List<Chunk> flags) {
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
   * The flags of a type.
   *
   * @param type the type's place in the C tool's list, which is its number up to 14 only: other
   *     types' flags are not looked at, and not printed
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

  private static final int TYPES = 256;

  public SctpChunks {
    types = (BitSet) types.clone();
    flags = List.copyOf(flags);
  }

  /** All names, for help. */
  public static String names() {
    return KNOWN.stream().map(Known::name).collect(Collectors.joining(", "));
  }

  private @Nullable Chunk find(int type) {
    for (int i = 0; i < flags.size(); i++) {
      if (flags.get(i).type == type) {
        return flags.get(i);
      }
    }
    return null;
  }

  /** Whether the type is among those named, whatever its flags. */
  public boolean names(int type) {
    return types.get(type);
  }

  /** Whether a chunk of that type with those flags is meant. */
  public boolean contains(int type, int flags) {
    Chunk chunk = find(type);
    return types.get(type) && (chunk == null || (flags & chunk.mask) == chunk.flags);
  }

  /** As {@code -S} prints it, or with numbers {@code -L -n}. */
  public String text(boolean numeric) {
    String list = types.isEmpty() ? "NONE" : "ALL";
    if (!types.isEmpty() && types.cardinality() < TYPES) {
      list = types.stream().mapToObj(t -> text(t, numeric)).collect(Collectors.joining(","));
    }
    return kind.name().toLowerCase(Locale.ROOT) + " " + list;
  }

  private String text(int type, boolean numeric) {
    Known known = KNOWN.stream().filter(k -> k.type == type).findFirst().orElseThrow();
    StringBuilder text =
        new StringBuilder(numeric ? String.format(Locale.ROOT, "0x%04X", type) : known.name);
    Chunk chunk = find(type);
    if (chunk == null) {
      return text.toString();
    }
    text.append(':');
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
      if (chunk != null) {
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

  /** Writes chunkmap, chunk_match_type, flag_info and flag_count of struct xt_sctp_info. */
  public void write(int at, StructBytes out) {
    // The map has 64 words, of which 8 would do; all types are all ones in all of them.
    boolean all = types.cardinality() == TYPES;
    for (int word = 0; all && word < 64; word++) {
      out.u32(at + 4 * word, -1);
    }
    for (int type = types.nextSetBit(0); type >= 0 && !all; type = types.nextSetBit(type + 1)) {
      int word = at + type / 32 * 4;
      out.u32(word, out.u32(word) | 1L << type % 32);
    }
    out.u32(at + 256, 1 << kind.ordinal());
    for (int i = 0; i < flags.size(); i++) {
      out.u8(at + 260 + 3 * i, flags.get(i).type);
      out.u8(at + 261 + 3 * i, flags.get(i).flags);
      out.u8(at + 262 + 3 * i, flags.get(i).mask);
    }
    writeNoFlags(flags.size(), at, out);
    out.u32(at + 272, flags.size());
  }

  /** Marks what is not used of flag_info, from that place on. */
  public static void writeNoFlags(int from, int at, StructBytes out) {
    for (int i = from; i < MOST_FLAGS; i++) {
      out.u8(at + 260 + 3 * i, -1);
    }
  }

  /**
   * Reads what {@link #write} writes.
   *
   * @throws IllegalArgumentException where a type has no name, and so none can have asked for it
   */
  public static SctpChunks read(StructBytes in, int at) {
    BitSet types = new BitSet(TYPES);
    for (int type = 0; type < TYPES; type++) {
      types.set(type, (in.u32(at + type / 32 * 4) >> type % 32 & 1) != 0);
    }
    BitSet unnamed = (BitSet) types.clone();
    KNOWN.forEach(known -> unnamed.clear(known.type));
    boolean strange = types.cardinality() < TYPES && !unnamed.isEmpty();
    if (strange || in.u32(at + 272) > MOST_FLAGS || Long.bitCount(in.u32(at + 256)) != 1) {
      throw new IllegalArgumentException("chunks " + types);
    }
    List<Chunk> flags = new ArrayList<>();
    for (int i = 0; i < in.s32(at + 272); i++) {
      int from = at + 260 + 3 * i;
      flags.add(new Chunk(in.u8(from), in.u8(from + 2), in.u8(from + 1)));
    }
    // XT_SCTP_MATCH_*: 1, 2 and 4.
    Kind kind = Kind.values()[Integer.numberOfTrailingZeros(in.s32(at + 256))];
    return new SctpChunks(kind, types, flags);
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
      BitSet types = new BitSet(TYPES);
      List<Chunk> flags = new ArrayList<>();
      if (list.equalsIgnoreCase("ALL")) {
        types.set(0, TYPES);
      } else if (!list.equalsIgnoreCase("NONE")) {
        for (String word : list.split(",", -1)) {
          if (!word.isEmpty()) {
            add(word, types, flags);
          }
        }
      }
      if (flags.size() > MOST_FLAGS) {
        throw Rejected.parameter(
            "Number of chunk types with flags exceeds currently allowed limit. Increasing this"
                + " limit involves changing IPT_NUM_SCTP_FLAGS and recompiling both the kernel"
                + " space and user space modules");
      }
      return new SctpChunks(kind, types, flags);
    }

    private static void add(String word, BitSet types, List<Chunk> all) {
      int colon = word.indexOf(':');
      String name = colon < 0 ? word : word.substring(0, colon);
      Known known =
          KNOWN.stream().filter(k -> k.name.equalsIgnoreCase(name)).findFirst().orElse(null);
      if (known == null) {
        throw Rejected.parameter("Unknown sctp chunk `" + name + "'");
      }
      types.set(known.type);
      int place = KNOWN.indexOf(known);
      int earlier = 0;
      while (earlier < all.size() && all.get(earlier).type != place) {
        earlier++;
      }
      boolean again = earlier < all.size();
      int mask = again ? all.get(earlier).mask : 0;
      int flags = again ? all.get(earlier).flags : 0;
      for (char letter : (colon < 0 ? "" : word.substring(colon + 1)).toCharArray()) {
        int letterAt = known.letters.indexOf(Character.toUpperCase(letter));
        if (letterAt < 0) {
          throw Rejected.parameter("Invalid flags for chunk type " + place);
        }
        mask |= 0x80 >> letterAt;
        flags |= Character.isUpperCase(letter) ? 0x80 >> letterAt : 0;
      }
      if (again) {
        all.set(earlier, new Chunk(place, mask, flags));
      } else if (mask != 0) {
        all.add(new Chunk(place, mask, flags));
      }
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
