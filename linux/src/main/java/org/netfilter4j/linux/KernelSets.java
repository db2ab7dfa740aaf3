package org.netfilter4j.linux;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;
import org.netfilter4j.wire.ipset.IpsetAttribute;
import org.netfilter4j.wire.ipset.IpsetMessage;
import org.netfilter4j.wire.netlink.MessageWriter;
import org.netfilter4j.xt.set.SetEntry;
import org.netfilter4j.xt.set.SetError;
import org.netfilter4j.xt.set.SetHeader;
import org.netfilter4j.xt.set.SetListing;
import org.netfilter4j.xt.set.SetRefused;
import org.netfilter4j.xt.set.SetStore;
import org.netfilter4j.xt.set.SetType;
import org.netfilter4j.xt.set.SetVerb;

/**
 * The kernel's sets in a network namespace (NFNL_SUBSYS_IPSET; net/netfilter/ipset). Needs
 * CAP_NET_ADMIN.
 *
 * <p>While a file is read, elements of consecutive lines go to the kernel together, see {@link
 * #put}. After a line that is refused stays what was done before it, but for elements that were
 * held back, which are forgotten as the C tool forgets them.
 *
 * <p>Not safe for several threads.
 */
public final class KernelSets implements SetStore, AutoCloseable {
  private static final int CHANGE = MessageWriter.NLM_F_ACK;
  private static final int EXCLUSIVE = MessageWriter.NLM_F_EXCL;

  private final IpsetSocket kernel;
  private final Map<SetType, Integer> revisions = new HashMap<>();

  /** What a file's lines need to know of sets, asked once. */
  private final Map<String, Known> known = new HashMap<>();

  private @Nullable SetBatch batch;
  private int line;

  /** The sets of a namespace; nothing is asked yet. */
  public KernelSets(NetworkNamespace namespace) {
    kernel = new IpsetSocket(namespace);
  }

  @Override
  public @Nullable String greet() {
    return kernel.warning();
  }

  // Types and names.

  @Override
  public void require(SetType type) {
    if (revisions.containsKey(type)) {
      return;
    }
    int family = SetAttributes.family(type, type.hasFamily() ? Family.IPV4 : null);
    kernel
        .begin(IpsetMessage.TYPE, 0)
        .text(IpsetAttribute.TYPENAME, type.name())
        .u8(IpsetAttribute.FAMILY, family);
    SetReader reader = new SetReader();
    kernel.ask(SetVerb.TYPE, type, reader);
    if (reader.leastRevision() > type.revision()) {
      throw new SetRefused(
          "Kernel supports "
              + type.name()
              + " type, family "
              + (family == IpsetAttribute.UNSPEC ? "UNSPEC" : "INET")
              + " with minimal revision "
              + reader.leastRevision()
              + " while ipset program with maximal revision "
              + type.revision()
              + ".\nYou need to upgrade your ipset program.",
          SetVerb.TYPE,
          0);
    }
    revisions.put(type, Math.min(reader.revision(), type.revision()));
  }

  @Override
  public Known find(String name) {
    Known found = known.get(name);
    if (found != null) {
      return found;
    }
    kernel.begin(IpsetMessage.HEADER, 0).text(IpsetAttribute.SETNAME, name);
    SetReader reader = new SetReader();
    kernel.ask(SetVerb.HEADER, null, reader);
    found = reader.known(name);
    if (line > 0) {
      known.put(name, found);
    }
    return found;
  }

  // Sets.

  private MessageWriter change(int message, int flags) {
    sync();
    return kernel.begin(message, CHANGE | flags);
  }

  @Override
  public void create(String name, SetType type, SetHeader.Draft draft, boolean exist) {
    require(type);
    int family = SetAttributes.family(type, draft.family);
    MessageWriter request =
        change(IpsetMessage.CREATE, MessageWriter.NLM_F_CREATE | (exist ? 0 : EXCLUSIVE))
            .text(IpsetAttribute.SETNAME, name)
            .text(IpsetAttribute.TYPENAME, type.name())
            .u8(IpsetAttribute.REVISION, revisions.getOrDefault(type, type.revision()))
            .u8(IpsetAttribute.FAMILY, family);
    SetAttributes.write(request, type, draft);
    kernel.ask(SetVerb.CREATE, type, new SetReader());
    if (line > 0) {
      known.put(name, new Known(name, type, SetAttributes.family(family)));
    }
  }

  @Override
  public void destroy(String name, boolean exist) {
    change(IpsetMessage.DESTROY, exist ? 0 : EXCLUSIVE).text(IpsetAttribute.SETNAME, name);
    kernel.ask(SetVerb.DESTROY, null, new SetReader());
    known.remove(name);
  }

  @Override
  public void destroyAll() {
    change(IpsetMessage.DESTROY, EXCLUSIVE);
    kernel.ask(SetVerb.DESTROY, null, new SetReader());
    known.clear();
  }

  @Override
  public void flush(String name) {
    change(IpsetMessage.FLUSH, 0).text(IpsetAttribute.SETNAME, name);
    kernel.ask(SetVerb.FLUSH, null, new SetReader());
  }

  @Override
  public void flushAll() {
    change(IpsetMessage.FLUSH, 0);
    kernel.ask(SetVerb.FLUSH, null, new SetReader());
  }

  @Override
  public void rename(String from, String to) {
    two(IpsetMessage.RENAME, SetVerb.RENAME, from, to);
  }

  @Override
  public void swap(String from, String to) {
    two(IpsetMessage.SWAP, SetVerb.SWAP, from, to);
  }

  private void two(int message, SetVerb verb, String from, String to) {
    change(message, 0).text(IpsetAttribute.SETNAME, from).text(IpsetAttribute.SETNAME2, to);
    kernel.ask(verb, null, new SetReader());
    known.clear();
  }

  // Elements.

  @Override
  public void add(Known set, SetEntry entry, boolean exist) {
    put(set, SetVerb.ADD, entry, exist);
  }

  @Override
  public void delete(Known set, SetEntry entry, boolean exist) {
    put(set, SetVerb.DELETE, entry, exist);
  }

  /** Adds or deletes at once, or holds that back for a while where lines of a file are read. */
  private void put(Known set, SetVerb verb, SetEntry entry, boolean exist) {
    SetBatch lines = batch;
    if (lines != null) {
      lines.put(set, verb, entry, exist, line);
      return;
    }
    MessageWriter request =
        change(verb == SetVerb.ADD ? IpsetMessage.ADD : IpsetMessage.DEL, exist ? 0 : EXCLUSIVE);
    element(request, set, entry);
    kernel.ask(verb, set.type(), new SetReader());
  }

  private static void element(MessageWriter request, Known set, SetEntry entry) {
    request.text(IpsetAttribute.SETNAME, set.name());
    new SetEntryWriter(request).write(entry, 0);
  }

  @Override
  public boolean test(Known set, SetEntry entry) {
    element(change(IpsetMessage.TEST, 0), set, entry);
    try {
      kernel.ask(SetVerb.TEST, set.type(), new SetReader());
      return true;
    } catch (SetRefused e) {
      if (e.error() == SetError.EXIST) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public void list(@Nullable String name, SetListing.Detail detail, SetListing to) {
    MessageWriter request = change(IpsetMessage.LIST, MessageWriter.NLM_F_DUMP);
    if (name != null) {
      request.text(IpsetAttribute.SETNAME, name);
    }
    switch (detail) {
      case NAMES -> IpsetAttribute.u32(request, IpsetAttribute.FLAGS, IpsetMessage.LIST_NAMES);
      case HEADERS -> IpsetAttribute.u32(request, IpsetAttribute.FLAGS, IpsetMessage.LIST_HEADERS);
      case ALL -> {}
    }
    kernel.ask(SetVerb.LIST, null, new SetReader(to, detail));
  }

  // Files.

  @Override
  public void begin() {
    batch = new SetBatch(kernel);
    known.clear();
  }

  @Override
  public void line(int number) {
    line = number;
  }

  @Override
  public void sync() {
    if (batch != null) {
      batch.flush();
    }
  }

  @Override
  public void commit() {
    try {
      sync();
    } finally {
      endFile();
    }
  }

  @Override
  public void rollback() {
    try {
      if (batch != null) {
        batch.abandon();
      }
    } finally {
      endFile();
    }
  }

  private void endFile() {
    batch = null;
    line = 0;
    known.clear();
  }

  @Override
  public void close() {
    kernel.close();
  }
}
