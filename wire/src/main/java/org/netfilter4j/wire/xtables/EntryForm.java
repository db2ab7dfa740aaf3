package org.netfilter4j.wire.xtables;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Target;

/**
 * Where the fields of a family's entries are: struct ipt_entry or ip6t_entry.
 *
 * @param size of the struct, in bytes; the matches follow it
 * @param selector length of struct ipt_ip or ip6t_ip6, at its beginning
 * @param protocolAt where the protocol is, 16 bits
 * @param flagsAt where the flags are; the inversions follow them
 * @param offsetsAt where target_offset and next_offset are, 16 bits each
 * @param countersAt where struct xt_counters is
 */
public record EntryForm(
    int size, int selector, int protocolAt, int flagsAt, int offsetsAt, int countersAt) {
  /** sizeof(struct xt_entry_match), and of xt_entry_target. */
  public static final int HEADER = 32;

  /** The aligned length of a standard target's verdict. */
  public static final int VERDICT = 8;

  /** RETURN as a verdict (XT_RETURN). */
  public static final int RETURN = -5;

  /** sizeof(struct xt_counters). */
  static final int COUNTERS = 16;

  /** XT_FUNCTION_MAXNAMELEN: the room for a chain's name, with the zero at its end. */
  private static final int CHAIN_NAME = 30;

  /** The aligned length of an ERROR target's data. */
  private static final int ERROR_DATA = 32;

  /** XT_EXTENSION_MAXNAMELEN, with the zero at the end. */
  static final int NAME = 29;

  private static final EntryForm IPV4 = new EntryForm(112, 84, 80, 82, 88, 96);
  private static final EntryForm IPV6 = new EntryForm(168, 136, 128, 131, 140, 152);

  /** The form of a family's entries. */
  public static EntryForm of(Family family) {
    return switch (family) {
      case IPV4 -> IPV4;
      case IPV6 -> IPV6;
    };
  }

  // Plain reads: a table has many entries, and a command's code runs but once.

  static int u16(byte[] bytes, int at) {
    return (bytes[at] & 0xff) | (bytes[at + 1] & 0xff) << 8;
  }

  static void u16(byte[] bytes, int at, int value) {
    bytes[at] = (byte) value;
    bytes[at + 1] = (byte) (value >>> 8);
  }

  private static int s32(byte[] bytes, int at) {
    return u16(bytes, at) | u16(bytes, at + 2) << 16;
  }

  private static void s32(byte[] bytes, int at, int value) {
    u16(bytes, at, value);
    u16(bytes, at + 2, value >>> 16);
  }

  private static long s64(byte[] bytes, int at) {
    return (s32(bytes, at) & 0xffff_ffffL) | (long) s32(bytes, at + 4) << 32;
  }

  private static void s64(byte[] bytes, int at, long value) {
    s32(bytes, at, (int) value);
    s32(bytes, at + 4, (int) (value >>> 32));
  }

  /** Where the target of the entry at {@code start} is, counted from there. */
  public int targetOffset(byte[] bytes, int start) {
    return u16(bytes, start + offsetsAt);
  }

  /** How long the entry at {@code start} is. */
  public int length(byte[] bytes, int start) {
    return u16(bytes, start + offsetsAt + 2);
  }

  /** Writes where the target begins and how long the entry is. */
  public void setOffsets(byte[] bytes, int start, int target, int length) {
    u16(bytes, start + offsetsAt, target);
    u16(bytes, start + offsetsAt + 2, length);
  }

  public Counters counters(byte[] bytes, int start) {
    return new Counters(s64(bytes, start + countersAt), s64(bytes, start + countersAt + 8));
  }

  public void setCounters(byte[] bytes, int start, Counters counters) {
    s64(bytes, start + countersAt, counters.packets());
    s64(bytes, start + countersAt + 8, counters.bytes());
  }

  /** The verdict of an entry whose target is a standard one. */
  public int verdict(byte[] bytes, int start) {
    return s32(bytes, start + targetOffset(bytes, start) + HEADER);
  }

  public void setVerdict(byte[] bytes, int start, int verdict) {
    s32(bytes, start + targetOffset(bytes, start) + HEADER, verdict);
  }

  /** Whether the entry's target is the one that holds a verdict. */
  public boolean isStandard(byte[] bytes, int start) {
    return bytes[start + targetOffset(bytes, start) + 2] == 0;
  }

  /** Whether the entry's target is ERROR, which stands at the head of a user's chain. */
  boolean isError(byte[] bytes, int start) {
    int name = start + targetOffset(bytes, start) + 2;
    for (int i = 0; i < EntryParts.ERROR.length(); i++) {
      if (bytes[name + i] != EntryParts.ERROR.charAt(i)) {
        return false;
      }
    }
    return bytes[name + EntryParts.ERROR.length()] == 0;
  }

  /** The name that an entry with the target ERROR holds. */
  String errorName(byte[] bytes, int start) {
    int from = start + targetOffset(bytes, start) + HEADER;
    int end = Math.min(start + length(bytes, start), from + CHAIN_NAME);
    int to = from;
    while (to < end && bytes[to] != 0) {
      to++;
    }
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  /** The head of a user's chain of that name, or with "ERROR" for a name the end of a table. */
  public byte[] head(String name) {
    byte[] head = new byte[size + HEADER + ERROR_DATA];
    setOffsets(head, 0, size, head.length);
    byte[] data = new byte[ERROR_DATA];
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(text, 0, data, 0, Math.min(text.length, CHAIN_NAME - 1));
    put(head, size, EntryParts.ERROR, 0, data);
    return head;
  }

  /** The last entry of a chain. */
  public byte[] foot(int verdict) {
    byte[] foot = new byte[size + HEADER + VERDICT];
    setOffsets(foot, 0, size, foot.length);
    put(foot, size, "", 0, new byte[VERDICT]);
    setVerdict(foot, 0, verdict);
    return foot;
  }

  /** The kernel's number for a verdict: -1 less the NF_ number, or RETURN. */
  public static int verdict(Target.Standard standard) {
    return switch (standard) {
      case DROP -> -1;
      case ACCEPT -> -2;
      case QUEUE -> -4;
      case RETURN -> RETURN;
    };
  }

  /** The verdict of that number; null where it is a place in the table. */
  public static Target.@Nullable Standard standard(int verdict) {
    return switch (verdict) {
      case -1 -> Target.Standard.DROP;
      case -2 -> Target.Standard.ACCEPT;
      case -4 -> Target.Standard.QUEUE;
      case RETURN -> Target.Standard.RETURN;
      default -> null;
    };
  }

  /**
   * Writes a match or a target.
   *
   * @return where the next begins
   */
  public static int put(byte[] bytes, int at, String name, int revision, byte[] info) {
    if (!name.isEmpty()) {
      byte[] text = name.getBytes(StandardCharsets.UTF_8);
      if (text.length >= NAME) {
        throw new IllegalArgumentException("name \"" + name + "\" is too long");
      }
      System.arraycopy(text, 0, bytes, at + 2, text.length);
    }
    u16(bytes, at, HEADER + info.length);
    bytes[at + HEADER - 1] = (byte) revision;
    System.arraycopy(info, 0, bytes, at + HEADER, info.length);
    return at + HEADER + info.length;
  }
}
