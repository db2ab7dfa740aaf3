package org.netfilter4j.xt.set;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.packet.Packet;

/** What the bitmap types have in common: a bit for each number of a range (ip_set_bitmap_gen.h). */
abstract class BitmapType extends SetType {
  /** IPSET_BITMAP_MAX_RANGE, and one more. */
  static final int MAX_SIZE = 65536;

  /** sizeof the kernel's struct of such a set (x86-64). */
  final int headBytes;

  /** The bytes of an element before what it carries. */
  final int elementBytes;

  BitmapType(
      String name,
      String alias,
      List<ElementPart> parts,
      Set<SetFeature> features,
      int headBytes,
      int elementBytes) {
    super(name, alias, 3, parts, features);
    this.headBytes = headBytes;
    this.elementBytes = elementBytes;
  }

  /** The number that an element or the end of a range stands for. */
  abstract long number(SetEntry entry);

  /** The numbers that an entry means, of which the first is {@link #number}'s. */
  abstract Ranges4 range(SetEntry entry);

  /** The number of a packet, or -1. */
  abstract long number(Packet packet, SetQuery query);

  /** Says what a number means, for a listing. */
  abstract void describe(long number, SetEntry into);

  /** How many bits there are. */
  int size(SetHeader header) {
    return (int) (header.last() - header.first() + 1);
  }

  /** How many numbers share a bit. */
  long hosts(SetHeader header) {
    return 1;
  }

  /** A text for the ends of the range in a header. */
  public abstract String text(long number);

  @Override
  public boolean hasFamily() {
    return false;
  }

  @Override
  public List<SetKeyword> createKeywords() {
    List<SetKeyword> words = new ArrayList<>(List.of(SetKeyword.RANGE));
    words.addAll(masks());
    words.addAll(
        List.of(SetKeyword.TIMEOUT, SetKeyword.COUNTERS, SetKeyword.COMMENT, SetKeyword.SKBINFO));
    return words;
  }

  List<SetKeyword> masks() {
    return List.of();
  }

  @Override
  public @Nullable SetError check(SetHeader.Draft draft) {
    return Math.abs(draft.last - draft.first) >= MAX_SIZE ? SetError.BITMAP_RANGE_SIZE : null;
  }

  @Override
  public SetHeader normalize(SetHeader.Draft draft) {
    long low = Math.min(draft.first, draft.last);
    draft.last = Math.max(draft.first, draft.last);
    draft.first = low;
    return draft.header();
  }

  @Override
  Contents create(SetHeader header, SetNamespace namespace) {
    return new BitmapContents(this, header);
  }

  @Override
  boolean same(SetHeader one, SetHeader other) {
    return one.first() == other.first()
        && one.last() == other.last()
        && one.netmask() == other.netmask()
        && one.sameExtensions(other);
  }
}
