package org.netfilter4j.xt.struct;

import java.util.ArrayList;
import java.util.List;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.MaskedAddress;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Rule;
import org.netfilter4j.model.Selector;
import org.netfilter4j.model.Target;
import org.netfilter4j.wire.xtables.EntryForm;
import org.netfilter4j.wire.xtables.EntryParts;

/**
 * Rules to and from the entries of legacy tables: struct ipt_entry and ip6t_entry with the matches
 * and the target that follow. Where a rule goes to a chain is not in the rule's bytes but in the
 * table's: the verdict is written as 0 and told apart.
 */
public final class EntryCodec {
  private static final int FLAG_PROTOCOL = 1;
  private static final int FLAG_GOTO_V6 = 4;
  private static final int FLAG_FRAGMENT = 1;
  private static final int FLAG_GOTO_V4 = 2;
  private static final int NOT_IN = 1;
  private static final int NOT_OUT = 2;
  private static final int NOT_SOURCE = 8;
  private static final int NOT_DESTINATION = 16;
  private static final int NOT_FRAGMENT = 32;
  private static final int NOT_PROTOCOL = 64;
  private static final int NAME = StructBytes.DEVICE_NAME;

  /** The target whose data is a verdict, before that is written. */
  private static final Encoded STANDARD = new Encoded("", 0, new byte[EntryForm.VERDICT]);

  private final Family family;
  private final Structs structs;
  private final EntryForm form;

  public EntryCodec(Family family, Structs structs) {
    this.family = family;
    this.structs = structs;
    this.form = EntryForm.of(family);
  }

  public EntryForm form() {
    return form;
  }

  /**
   * A rule's bytes, its counters included.
   *
   * @throws org.netfilter4j.xt.Rejected where a match or target has no form in the kernel
   */
  public byte[] encode(Rule rule, Counters counters) {
    List<Match> matches = rule.matches();
    Encoded[] parts = new Encoded[matches.size()];
    int length = form.size();
    for (int i = 0; i < parts.length; i++) {
      parts[i] = structs.encode(matches.get(i), family);
      length += EntryForm.HEADER + parts[i].info().length;
    }
    int targetAt = length;
    Encoded target =
        rule.target() instanceof Target.Extended extended
            ? structs.encode(extended, family)
            : STANDARD;
    length += EntryForm.HEADER + target.info().length;
    byte[] bytes = new byte[length];
    selector(rule.selector(), rule.target() instanceof Target.Goto, bytes);
    form.setOffsets(bytes, 0, targetAt, length);
    form.setCounters(bytes, 0, counters);
    int at = form.size();
    for (Encoded match : parts) {
      at = EntryForm.put(bytes, at, match.name(), match.revision(), match.info());
    }
    EntryForm.put(bytes, targetAt, target.name(), target.revision(), target.info());
    if (!(rule.target() instanceof Target.Extended)) {
      form.setVerdict(
          bytes, 0, rule.target() instanceof Target.Standard s ? EntryForm.verdict(s) : 0);
    }
    return bytes;
  }

  /**
   * The rule that an entry says.
   *
   * @param bytes what it stands in
   * @param parts of the entry, as {@link EntryParts#of} found them
   * @param to where it goes if its verdict is a place in the table: a chain's name, or null for the
   *     entry that follows
   */
  public Rule decode(byte[] bytes, EntryParts parts, @org.jspecify.annotations.Nullable String to) {
    List<Match> matches = new ArrayList<>(parts.matches().size());
    for (EntryParts.Part part : parts.matches()) {
      matches.add(
          structs.match(
              part.name(), part.revision(), bytes, part.infoAt(), part.infoLength(), family));
    }
    EntryParts.Part last = parts.target();
    Target target;
    if (last.isStandard()) {
      Target.Standard verdict = EntryForm.standard(form.verdict(bytes, parts.start()));
      if (verdict != null) {
        target = verdict;
      } else if (to == null) {
        target = Target.NONE;
      } else {
        target = isGoto(bytes, parts.start()) ? new Target.Goto(to) : new Target.Jump(to);
      }
    } else {
      target =
          structs.target(
              last.name(), last.revision(), bytes, last.infoAt(), last.infoLength(), family);
    }
    return new Rule(selector(bytes, parts.start()), matches, target);
  }

  private StructBytes struct(byte[] bytes, int start) {
    return new StructBytes(bytes, start, form.selector(), family, structs.sets());
  }

  private boolean isGoto(byte[] bytes, int start) {
    StructBytes in = struct(bytes, start);
    return (in.u8(form.flagsAt()) & (family == Family.IPV4 ? FLAG_GOTO_V4 : FLAG_GOTO_V6)) != 0;
  }

  private void selector(Selector s, boolean isGoto, byte[] bytes) {
    StructBytes out = struct(bytes, 0);
    int length = family.bytes();
    out.address(0, s.source().address());
    out.address(length, s.destination().address());
    out.address(2 * length, s.source().mask());
    out.address(3 * length, s.destination().mask());
    int names = 4 * length;
    out.device(names, names + 2 * NAME, s.in());
    out.device(names + NAME, names + 3 * NAME, s.out());
    out.u16(form.protocolAt(), s.protocol());
    int flags;
    if (family == Family.IPV4) {
      flags = (s.fragment() ? FLAG_FRAGMENT : 0) | (isGoto ? FLAG_GOTO_V4 : 0);
    } else {
      flags = (s.protocolGiven() ? FLAG_PROTOCOL : 0) | (isGoto ? FLAG_GOTO_V6 : 0);
    }
    out.u8(form.flagsAt(), flags);
    out.u8(
        form.flagsAt() + 1,
        (s.notIn() ? NOT_IN : 0)
            | (s.notOut() ? NOT_OUT : 0)
            | (s.notSource() ? NOT_SOURCE : 0)
            | (s.notDestination() ? NOT_DESTINATION : 0)
            | (s.notFragment() ? NOT_FRAGMENT : 0)
            | (s.notProtocol() ? NOT_PROTOCOL : 0));
  }

  private Selector selector(byte[] bytes, int start) {
    StructBytes in = struct(bytes, start);
    int length = family.bytes();
    int names = 4 * length;
    int flags = in.u8(form.flagsAt());
    int not = in.u8(form.flagsAt() + 1);
    boolean v4 = family == Family.IPV4;
    int protocol = in.u16(form.protocolAt());
    return new Selector(
        masked(in, 0, 2 * length),
        (not & NOT_SOURCE) != 0,
        masked(in, length, 3 * length),
        (not & NOT_DESTINATION) != 0,
        in.device(names, names + 2 * NAME),
        (not & NOT_IN) != 0,
        in.device(names + NAME, names + 3 * NAME),
        (not & NOT_OUT) != 0,
        protocol,
        (not & NOT_PROTOCOL) != 0,
        v4 ? protocol != 0 : (flags & FLAG_PROTOCOL) != 0,
        v4 && (flags & FLAG_FRAGMENT) != 0,
        (not & NOT_FRAGMENT) != 0);
  }

  private MaskedAddress masked(StructBytes in, int addressAt, int maskAt) {
    Address address = in.address(addressAt, family);
    return new MaskedAddress(address, in.address(maskAt, family));
  }
}
