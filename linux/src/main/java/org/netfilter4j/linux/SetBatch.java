package org.netfilter4j.linux;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.wire.ipset.IpsetAttribute;
import org.netfilter4j.wire.ipset.IpsetMessage;
import org.netfilter4j.wire.netlink.MessageWriter;
import org.netfilter4j.xt.set.SetEntry;
import org.netfilter4j.xt.set.SetStore;
import org.netfilter4j.xt.set.SetVerb;

/**
 * Elements that lines of a file add to one set or delete from it, in one message: the kernel does
 * them one after the other, up to the first that it refuses.
 *
 * <p>The C tool does the same with messages of at most a page, and forgets the last of them where
 * the file has a line that it can't read. What stays in the kernel then shall be the same, so the
 * ends of its messages are marked in ours, which are larger.
 */
final class SetBatch {
  /** The buffer of the C tool: a page. */
  private static final int PAGE = 4096;

  /** What the C tool leaves free after an attribute: struct nlmsgerr. */
  private static final int SPARE = 20;

  /** Where one is sent: the attribute of all elements has 16 bits for its length. */
  private static final int FULL = 56 * 1024;

  private final MessageWriter out = new MessageWriter(64 * 1024);
  private final SetEntryWriter entries = new SetEntryWriter(out);
  private final IpsetSocket kernel;
  private SetStore.@Nullable Known set;
  private SetVerb verb = SetVerb.ADD;
  private boolean exist;
  private int nest;

  /** Where the first element begins. */
  private int first;

  /** Where the C tool's last whole message ends. */
  private int mark;

  /** How long the C tool's message would be that comes after. */
  private int page;

  SetBatch(IpsetSocket kernel) {
    this.kernel = kernel;
  }

  /** Holds an element back until there are enough of them. */
  void put(SetStore.Known of, SetVerb what, SetEntry entry, boolean evenIf, int line) {
    if (set == null || !of.name().equals(set.name()) || what != verb || evenIf != exist) {
      flush();
      set = of;
      verb = what;
      exist = evenIf;
      begin(line);
    }
    int start = out.length();
    int room = entries.write(entry, line);
    if (page + room + SPARE > PAGE) {
      mark = start;
      page = first;
    }
    page += out.length() - start;
    if (out.length() > FULL) {
      sendWhole();
    }
  }

  private SetStore.Known open() {
    SetStore.Known known = set;
    if (known == null) {
      throw new IllegalStateException("no message has begun");
    }
    return known;
  }

  private void begin(int line) {
    out.clear();
    int flags = MessageWriter.NLM_F_ACK | (exist ? 0 : MessageWriter.NLM_F_EXCL);
    int message = verb == SetVerb.ADD ? IpsetMessage.ADD : IpsetMessage.DEL;
    IpsetMessage.begin(out, message, flags, kernel.nextSequence(), kernel.version());
    out.text(IpsetAttribute.SETNAME, open().name());
    IpsetAttribute.u32(out, IpsetAttribute.LINENO, line);
    nest = out.nest(IpsetAttribute.ADT);
    first = out.length();
    mark = first;
    page = first;
  }

  /** Sends what the C tool has sent by now, and keeps the rest. */
  private void sendWhole() {
    SetStore.Known of = open();
    byte[] rest = Arrays.copyOfRange(out.array(), mark, out.length());
    int length = page;
    abandon();
    set = of;
    begin(0);
    out.raw(rest);
    page = length;
  }

  private void send() {
    SetStore.Known of = open();
    set = null;
    out.close(nest).end();
    kernel.ask(out, verb, of.type(), new SetReader());
  }

  /** Sends all that was held back. */
  void flush() {
    if (set != null) {
      send();
    }
  }

  /** Leaves out what the C tool would not have sent by now, and sends the rest. */
  void abandon() {
    if (set != null && mark > first) {
      out.cut(mark);
      send();
    }
    set = null;
  }
}
