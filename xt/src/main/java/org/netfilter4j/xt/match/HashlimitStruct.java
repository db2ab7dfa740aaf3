package org.netfilter4j.xt.match;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.netfilter4j.xt.match.Hashlimit.Data;
import org.netfilter4j.xt.match.Hashlimit.Part;
import org.netfilter4j.xt.struct.Layout;
import org.netfilter4j.xt.struct.StructBytes;

/**
 * struct xt_hashlimit_mtinfo3, 2 and 1: the table's name and struct hashlimit_cfg3 and its
 * forerunners; a pointer of the kernel's follows. Revision 2 has no interval, and revision 1
 * numbers of 32 bits and time in 1/10000 s.
 */
final class HashlimitStruct {
  static final List<Layout<Data>> LAYOUTS =
      List.of(
          new Layout<>(3, 312, HashlimitStruct::write3, HashlimitStruct::read3),
          new Layout<>(2, 304, HashlimitStruct::write2, HashlimitStruct::read2),
          new Layout<>(1, 56, HashlimitStruct::write1, HashlimitStruct::read1));

  private static final int NAME = 255;
  private static final int SHORT_NAME = 16;

  /** Where struct hashlimit_cfg2 and 3 begin. */
  private static final int CONFIG = 256;

  /** Where the numbers of 32 bits begin that all have: mode, and from the second what follows. */
  private static final int NUMBERS = CONFIG + 16;

  private static final int INTERVAL = NUMBERS + 20;

  // XT_HASHLIMIT_*, above the bits of the parts.
  private static final int PARTS = 0xf;
  private static final int INVERT = 1 << 4;
  private static final int BYTES = 1 << 5;
  private static final int RATE_MATCH = 1 << 6;

  /** What a time of revision 1 is in those of the others, millionths of a second. */
  private static final int SCALE = 100;

  private HashlimitStruct() {}

  private static void write3(Data match, StructBytes out) {
    out.u32(INTERVAL, match.interval());
    writeLong(match, out, INTERVAL + 4);
  }

  private static Data read3(StructBytes in) {
    return readLong(in, in.s32(INTERVAL), INTERVAL + 4);
  }

  private static void write2(Data match, StructBytes out) {
    writeLong(match, out, INTERVAL);
  }

  private static Data read2(StructBytes in) {
    return readLong(in, 0, INTERVAL);
  }

  private static void writeLong(Data match, StructBytes out, int masks) {
    out.text(0, NAME, match.table());
    out.u64(CONFIG, match.average());
    out.u64(CONFIG + 8, match.burst());
    out.u32(NUMBERS, mode(match));
    writeTable(match, out, NUMBERS + 4, masks);
  }

  private static Data readLong(StructBytes in, int interval, int masks) {
    long average = in.u64(CONFIG);
    long burst = in.u64(CONFIG + 8);
    return read(in, NAME, in.u32(NUMBERS), average, burst, interval, NUMBERS + 4, masks);
  }

  private static void write1(Data match, StructBytes out) {
    out.text(0, SHORT_NAME, match.table());
    out.u32(16, mode(match));
    out.u32(20, match.bytes() ? match.average() : Long.divideUnsigned(match.average(), SCALE));
    out.u32(24, match.burst());
    writeTable(match, out, 28, 44);
  }

  private static Data read1(StructBytes in) {
    long mode = in.u32(16);
    long average = in.u32(20) * ((mode & BYTES) != 0 ? 1 : SCALE);
    return read(in, SHORT_NAME, mode, average, in.u32(24), 0, 28, 44);
  }

  private static int mode(Data match) {
    int mode = 0;
    for (Part part : match.parts()) {
      mode |= 1 << part.ordinal();
    }
    return mode
        | (match.above() ? INVERT : 0)
        | (match.bytes() ? BYTES : 0)
        | (match.rateMatch() ? RATE_MATCH : 0);
  }

  private static void writeTable(Data match, StructBytes out, int at, int masks) {
    out.u32(at, match.size());
    out.u32(at + 4, match.max());
    out.u32(at + 8, match.gcInterval());
    out.u32(at + 12, match.expire());
    out.u8(masks, match.sourceLength());
    out.u8(masks + 1, match.destinationLength());
  }

  private static Data read(
      StructBytes in,
      int room,
      long flags,
      long average,
      long burst,
      int interval,
      int at,
      int masks) {
    int mode = in.known(flags, RATE_MATCH | BYTES | INVERT | PARTS);
    if (average == 0) {
      throw new IllegalArgumentException("no time between packets");
    }
    Set<Part> parts = EnumSet.noneOf(Part.class);
    for (Part part : Part.values()) {
      if ((mode & 1 << part.ordinal()) != 0) {
        parts.add(part);
      }
    }
    return new Data(
        in.text(0, room),
        parts,
        (mode & INVERT) != 0,
        (mode & BYTES) != 0,
        (mode & RATE_MATCH) != 0,
        average,
        burst,
        in.s32(at),
        in.s32(at + 4),
        in.s32(at + 8),
        in.s32(at + 12),
        interval,
        in.u8(masks),
        in.u8(masks + 1),
        in.family().bits());
  }
}
