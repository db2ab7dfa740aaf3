package org.netfilter4j.xt.match;

import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.Values;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.xt.lower.Cell;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.struct.StructBytes;

/** What srh asks of the segment routing header: struct ipv6_sr_hdr. */
public final class SegmentRouting {
  private static final int LAST_ENTRY = 4;
  private static final int SEGMENTS_LEFT = 3;
  private static final int LIST = 8;

  private SegmentRouting() {}

  /** A number in the header. */
  enum Part {
    NEXT(0, "next header", "下一首部"),
    LENGTH(1, "header extension length", "首部扩展长度"),
    LEFT(SEGMENTS_LEFT, "segments left", "剩余段数"),
    LAST(LAST_ENTRY, "last entry", "末项"),
    TAG(6, "tag", "标签");

    private final Field field;

    Part(int at, String en, String zh) {
      field = ExtensionHeader.ROUTING.part(at, at == 6 ? 2 : 1, en, zh);
    }

    /** Writes it into struct ip6t_srh1, where the parts stand in this order. */
    void write(int number, StructBytes out) {
      if (this == TAG) {
        out.u16(ordinal(), number);
      } else {
        out.u8(ordinal(), number);
      }
    }

    int read(StructBytes in) {
      return this == TAG ? in.u16(ordinal()) : in.u8(ordinal());
    }
  }

  private enum Comparison {
    EQUAL,
    GREATER,
    LESS
  }

  /** A number and how it is compared. */
  public enum Number {
    NEXT(Part.NEXT, Comparison.EQUAL, "next-hdr"),
    LENGTH_EQUAL(Part.LENGTH, Comparison.EQUAL, "hdr-len-eq"),
    LENGTH_GREATER(Part.LENGTH, Comparison.GREATER, "hdr-len-gt"),
    LENGTH_LESS(Part.LENGTH, Comparison.LESS, "hdr-len-lt"),
    LEFT_EQUAL(Part.LEFT, Comparison.EQUAL, "segs-left-eq"),
    LEFT_GREATER(Part.LEFT, Comparison.GREATER, "segs-left-gt"),
    LEFT_LESS(Part.LEFT, Comparison.LESS, "segs-left-lt"),
    LAST_EQUAL(Part.LAST, Comparison.EQUAL, "last-entry-eq"),
    LAST_GREATER(Part.LAST, Comparison.GREATER, "last-entry-gt"),
    LAST_LESS(Part.LAST, Comparison.LESS, "last-entry-lt"),
    TAG(Part.TAG, Comparison.EQUAL, "tag");

    private static final Values NOTHING = new Values.Range(1, 0);
    private final Part part;
    private final Comparison comparison;
    private final String word;

    Number(Part part, Comparison comparison, String word) {
      this.part = part;
      this.comparison = comparison;
      this.word = word;
    }

    Part part() {
      return part;
    }

    /** The option's name without {@code srh-}, and the word in {@code -L}. */
    String word() {
      return word;
    }

    Label label() {
      return part.field.label();
    }

    int max() {
      return part == Part.TAG ? 0xffff : 0xff;
    }

    Condition condition(int number) {
      Values values =
          switch (comparison) {
            // The kernel takes the tag's two bytes for a number of the machine's own, here a
            // little-endian one.
            case EQUAL ->
                Values.exactly(
                    part == Part.TAG
                        ? Short.toUnsignedInt(Short.reverseBytes((short) number))
                        : number);
            case GREATER -> new Values.Range(number + 1, max());
            case LESS -> number == 0 ? NOTHING : new Values.Range(0, number - 1);
          };
      return new Condition.Test(part.field, values);
    }
  }

  /**
   * An address in the list of segments; absent where the list or the packet has none there. The
   * list begins with the last segment of the path.
   */
  public enum Segment implements ExtensionHeader.Fact {
    PREVIOUS("psid", 1, "previous segment", "上一段"),
    NEXT("nsid", -1, "next segment", "下一段"),
    LAST("lsid", 0, "last segment", "最后一段");

    /** Present where no more segments are left than there are; its value is the count. */
    static final ExtensionHeader.Fact CURRENT = new Left();

    private final String word;
    private final int step;
    private final Label label;

    Segment(String word, int step, String en, String zh) {
      this.word = word;
      this.step = step;
      this.label = new Label(en, zh);
    }

    String word() {
      return word;
    }

    @Override
    public Label label() {
      return label;
    }

    @Override
    public Presence read(Context context, Cell into) {
      Presence left = CURRENT.read(context, into);
      if (left != Presence.PRESENT) {
        return left;
      }
      Packet packet = context.packet();
      int start = ExtensionHeader.ROUTING.find(packet);
      int index = step == 0 ? 0 : (int) into.low + step;
      return index < 0 || (step > 0 && index > packet.byteAt(start + LAST_ENTRY))
          ? Presence.ABSENT
          : ExtensionHeader.number(packet, start + LIST + 16 * index, 16, into);
    }
  }

  private record Left() implements ExtensionHeader.Fact {
    @Override
    public Presence read(Context context, Cell into) {
      Packet packet = context.packet();
      int start = ExtensionHeader.ROUTING.find(packet);
      if (start < 0 || start + LIST > packet.length()) {
        return Presence.ABSENT;
      }
      int left = packet.byteAt(start + SEGMENTS_LEFT);
      into.number(left);
      return left > packet.byteAt(start + LAST_ENTRY) ? Presence.ABSENT : Presence.PRESENT;
    }

    @Override
    public Label label() {
      return new Label("segments left, of as many as there are", "不超过总数的剩余段数");
    }
  }
}
