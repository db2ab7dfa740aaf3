package org.netfilter4j.xt.target;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Action;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.CheckContext;
import org.netfilter4j.xt.Listing;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.TargetDescriptor;
import org.netfilter4j.xt.Words;
import org.netfilter4j.xt.lower.Lowering;
import org.netfilter4j.xt.option.Args;
import org.netfilter4j.xt.option.NamedBits;
import org.netfilter4j.xt.option.NamedBits.Bit;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.PrefixLength;
import org.netfilter4j.xt.option.Syntax;
import org.netfilter4j.xt.option.Syntaxes;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/** {@code -j HMARK}: sets the packet mark to a hash of what tells flows apart (xt_HMARK.c). */
public final class HmarkTarget extends TargetDescriptor<HmarkTarget.Data> {
  // XT_HMARK_*, as bits.
  private static final int SOURCE = 1;
  private static final int DESTINATION = 1 << 1;
  private static final int SPI = 1 << 2;
  private static final int SPI_MASK = 1 << 3;
  private static final int SPORT = 1 << 4;
  private static final int DPORT = 1 << 5;
  private static final int SPORT_MASK = 1 << 6;
  private static final int DPORT_MASK = 1 << 7;
  private static final int PROTO_MASK = 1 << 8;
  private static final int RND = 1 << 9;
  private static final int MODULUS = 1 << 10;
  private static final int OFFSET = 1 << 11;
  static final int CONNECTION = 1 << 12;

  /** What must be said at least one of. */
  private static final int HASHED = (PROTO_MASK << 1) - 1 | CONNECTION;

  /** A tuple gives a whole mask to each of its parts; in IPv4 too the struct has room for 128. */
  private static final int WHOLE = 128;

  /** A mask that is none of leading ones counts as a whole one. */
  private static final Syntax<Integer> PREFIX =
      PrefixLength.KEPT.map(bits -> Math.min(bits, WHOLE));

  private static final Option<Integer> TUPLE =
      Option.of(
              "hmark-tuple",
              new NamedBits(
                  List.of(
                      new Bit("ct", CONNECTION),
                      new Bit("src", SOURCE),
                      new Bit("dst", DESTINATION),
                      new Bit("sport", SPORT_MASK),
                      new Bit("dport", DPORT_MASK),
                      new Bit("proto", PROTO_MASK),
                      new Bit("spi", SPI_MASK)),
                  "Bad type \"",
                  "\""))
          .help("what is hashed; with ct the connection's addresses and ports");
  private static final Option<Integer> SRC_PREFIX =
      Option.of("hmark-src-prefix", PREFIX).help("bits of the source address");
  private static final Option<Integer> DST_PREFIX =
      Option.of("hmark-dst-prefix", PREFIX).help("bits of the destination address");

  private static HmarkNumber number(
      String name, int flag, int word, int shift, int bits, int digits, String help) {
    Option<Long> option =
        Option.of("hmark-" + name, Syntaxes.number(0, 0xffff_ffffL >>> (32 - bits))).help(help);
    return new HmarkNumber(option, flag, word, shift, bits, digits);
  }

  /** In the order in which they are printed; ports and SPI are one word in network byte order. */
  private static final List<HmarkNumber> NUMBERS =
      List.of(
          number("sport-mask", SPORT_MASK, 0, 16, 16, 4, "bits of the source port"),
          number("dport-mask", DPORT_MASK, 0, 0, 16, 4, "bits of the destination port"),
          number("spi-mask", SPI_MASK, 0, 0, 32, 8, "bits of the SPI of ESP and AH"),
          number("sport", SPORT, 1, 16, 16, 4, "bits that are set in the source port"),
          number("dport", DPORT, 1, 0, 16, 4, "bits that are set in the destination port"),
          number("spi", SPI, 1, 0, 32, 8, "bits that are set in the SPI"),
          number("proto-mask", PROTO_MASK, 2, 0, 16, 2, "bits of the protocol's number"),
          number("rnd", RND, 3, 0, 32, 8, "where the hash starts").makeMandatory());

  private static final Option<Long> MOD =
      Option.of("hmark-mod", Syntaxes.number(1, 0xffff_ffffL))
          .makeMandatory()
          .help("how many marks there are");
  private static final Option<Long> FROM =
      Option.of("hmark-offset", Syntaxes.number(0, 0xffff_ffffL)).help("the lowest mark");

  public HmarkTarget() {
    super("HMARK", Data.class, all());
  }

  private static Option<?>[] all() {
    List<Option<?>> options = new ArrayList<>(List.of(TUPLE, SRC_PREFIX, DST_PREFIX));
    NUMBERS.forEach(number -> options.add(number.option()));
    options.addAll(List.of(MOD, FROM));
    return options.toArray(Option<?>[]::new);
  }

  /**
   * struct xt_hmark_info.
   *
   * @param flags which options were given
   * @param sourceBits of the source address, from its upper end
   * @param destinationBits as {@code sourceBits}
   * @param words 32 bits each: ports mask, ports set, protocol mask, hash seed
   * @param modulus from 1
   */
  public record Data(
      Family family,
      int flags,
      int sourceBits,
      int destinationBits,
      List<Long> words,
      long modulus,
      long offset)
      implements Target.Extended {
    public Data {
      words = List.copyOf(words);
    }

    @Override
    public String name() {
      return "HMARK";
    }

    boolean has(int flag) {
      return (flags & flag) != 0;
    }

    int portMask() {
      return words.get(0).intValue();
    }

    int portSet() {
      return words.get(1).intValue();
    }

    int protocolMask() {
      return words.get(2).intValue();
    }

    int seed() {
      return words.get(3).intValue();
    }

    /** A prefix length as it is printed. */
    private int shown(int bits) {
      return Math.min(bits, family.bits());
    }
  }

  /** One struct takes all options in turn; what a tuple gave may not be given again. */
  @Override
  public Data parse(Args args, RuleContext context) {
    long[] words = new long[4];
    int flags = 0;
    int source = 0;
    int destination = 0;
    for (Args.Use<?> use : args.uses()) {
      int flag = flag(use.option());
      if ((flags & flag) != 0) {
        throw Rejected.parameter(
            "HMARK: option \"--" + use.option().name() + "\" can only be used once.\n");
      }
      if (use.option().equals(TUPLE)) {
        flag = (Integer) use.value();
      }
      boolean tuple = use.option().equals(TUPLE);
      source = (flag & SOURCE) == 0 ? source : tuple ? WHOLE : args.require(SRC_PREFIX);
      destination =
          (flag & DESTINATION) == 0 ? destination : tuple ? WHOLE : args.require(DST_PREFIX);
      for (HmarkNumber number : NUMBERS) {
        if ((flag & number.flag()) != 0) {
          number.put(words, tuple ? number.mask() : args.require(number.option()));
        }
      }
      flags |= flag;
    }
    if ((flags & SPI_MASK) != 0 && (flags & (SPORT_MASK | DPORT_MASK)) != 0) {
      throw Rejected.parameter(
          "you cannot use --hmark-spi-mask and --hmark-?port-mask,at the same time");
    }
    if ((flags & HASHED) == 0) {
      throw Rejected.parameter("you have to specify --hmark-tuple at least");
    }
    return new Data(
        context.family(),
        flags,
        source,
        destination,
        List.of(words[0], words[1], words[2], words[3]),
        args.require(MOD),
        args.get(FROM, 0L));
  }

  private static int flag(Option<?> option) {
    for (HmarkNumber number : NUMBERS) {
      if (number.option().equals(option)) {
        return number.flag();
      }
    }
    return option.equals(SRC_PREFIX)
        ? SOURCE
        : option.equals(DST_PREFIX) ? DESTINATION : option.equals(FROM) ? OFFSET : 0;
  }

  @Override
  public void save(Data target, Words out) {
    if (target.has(SOURCE)) {
      out.option(SRC_PREFIX.name(), Integer.toString(target.shown(target.sourceBits)));
    }
    if (target.has(DESTINATION)) {
      out.option(DST_PREFIX.name(), Integer.toString(target.shown(target.destinationBits)));
    }
    for (HmarkNumber number : NUMBERS) {
      if (target.has(number.flag())) {
        String format = "0x%0" + number.digits() + "x";
        out.option(number.option().name(), String.format(Locale.ROOT, format, number.of(target)));
      }
    }
    out.option(MOD.name(), Long.toString(target.modulus));
    if (target.has(OFFSET)) {
      out.option(FROM.name(), Long.toString(target.offset));
    }
    if (target.has(CONNECTION)) {
      out.option(TUPLE.name(), "ct");
    }
  }

  @Override
  public void list(Data target, Listing out) {
    out.add(" HMARK mod " + target.modulus + " ");
    out.add(target.has(OFFSET) ? "+ 0x" + Long.toHexString(target.offset) + " " : "");
    out.add(target.has(CONNECTION) ? "ct, " : "");
    out.add(target.has(SOURCE) ? "src-prefix " + listed(target, target.sourceBits) + " " : "");
    out.add(
        target.has(DESTINATION)
            ? "dst-prefix " + listed(target, target.destinationBits) + " "
            : "");
    for (HmarkNumber number : NUMBERS) {
      out.add(
          target.has(number.flag())
              ? number.name() + " 0x" + Long.toHexString(number.of(target)) + " "
              : "");
    }
  }

  /** In IPv6 the whole address is nothing that the tool has a word for. */
  private static String listed(Data target, int bits) {
    int shown = target.shown(bits);
    return shown == Family.IPV6.bits() ? "" : Integer.toString(shown);
  }

  @Override
  public @Nullable Errno check(Data target, CheckContext context) {
    return target.has(SPI) && target.has(SPORT | DPORT) ? Errno.EINVAL : null;
  }

  /** struct xt_hmark_info. */
  @Override
  public List<Layout<Data>> layouts(Family family) {
    return List.of(new Layout<>(0, 60, HmarkTarget::write, HmarkTarget::read));
  }

  private static void write(Data target, StructBytes out) {
    out.bytes(0, mask(target.sourceBits));
    out.bytes(16, mask(target.destinationBits));
    out.network32(32, target.words.get(0));
    out.network32(36, target.words.get(1));
    out.u32(40, target.flags | MODULUS);
    out.u16(44, target.protocolMask());
    out.u32(48, target.words.get(3));
    out.u32(52, target.modulus);
    out.u32(56, target.offset);
  }

  private static Data read(StructBytes in) {
    return new Data(
        in.family(),
        in.s32(40) & ~MODULUS,
        bits(in, 0),
        bits(in, 16),
        List.of(in.network32(32), in.network32(36), (long) in.u16(44), in.u32(48)),
        in.u32(52),
        in.u32(56));
  }

  private static byte[] mask(int bits) {
    return Address.mask(Family.IPV6, bits).toBytes();
  }

  private static int bits(StructBytes in, int at) {
    int bits = in.address(at, Family.IPV6).prefixLength();
    if (bits < 0) {
      throw new IllegalArgumentException("mask");
    }
    return bits;
  }

  @Override
  public Action action(Data target, Lowering lowering) {
    return new Action.Do(new FlowHash(target));
  }
}
