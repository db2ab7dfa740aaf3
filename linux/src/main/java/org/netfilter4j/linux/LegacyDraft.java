package org.netfilter4j.linux;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Backend.RefusedException;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Edit;
import org.netfilter4j.model.Entry;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Target;
import org.netfilter4j.wire.xtables.EntryForm;
import org.netfilter4j.wire.xtables.TableBlob;
import org.netfilter4j.wire.xtables.TableBuilder;
import org.netfilter4j.wire.xtables.TableImage;
import org.netfilter4j.xt.struct.EntryCodec;

/**
 * A legacy table while edits are applied to its bytes. What no edit is about keeps its bytes, known
 * or not; user's chains are put in the order of their names, as libiptc does.
 */
final class LegacyDraft {
  /** next_offset has 16 bits. */
  private static final int MAX_ENTRY = 0xffff;

  /** Any entry fits. */
  private static final int LEAST_BLOCK = MAX_ENTRY + 1;

  private static final int MOST_BLOCK = 1 << 18;

  private final String table;
  private final TableBlob before;
  private final EntryCodec codec;
  private final EntryForm form;
  private final List<LegacyChain> builtIn = new ArrayList<>();

  /** All chains, by name and so in their order. */
  private final Map<String, LegacyChain> chains = new TreeMap<>();

  /** Chains by their place in the old table, for its jumps. */
  private final LegacyChain[] old;

  /** Where new rules' entries are put: an array for each would be much to keep. */
  private byte[] block = new byte[0];

  private int used;
  private long addedBytes;
  private boolean changed;

  LegacyDraft(LegacyTable from, EntryCodec codec) {
    this.table = from.name().word();
    before = from.blob();
    this.codec = codec;
    form = before.form();
    List<TableBlob.Chain> all = before.chains();
    old = new LegacyChain[all.size()];
    for (int i = 0; i < old.length; i++) {
      TableBlob.Chain chain = all.get(i);
      String name = LegacyTable.chainName(chain);
      old[i] =
          new LegacyChain(name, chain, form.verdict(before.bytes(), before.offset(chain.last())));
      chains.put(name, old[i]);
      if (chain.hook() >= 0) {
        builtIn.add(old[i]);
      }
    }
  }

  /**
   * Carries out one edit.
   *
   * @throws RefusedException where it can't be carried out
   */
  void apply(int index, Edit edit) {
    changed |= !(edit instanceof Edit.MakeTable || edit instanceof Edit.BaseChain);
    switch (edit) {
      case Edit.MakeTable _ -> {}
      case Edit.BaseChain base -> chain(base.chain(), index);
      case Edit.Append append -> {
        LegacyChain chain = chain(append.chain(), index);
        chain.insert(chain.order.size(), rule(append.entry(), index));
      }
      case Edit.Insert insert -> {
        LegacyChain chain = chain(insert.chain(), index);
        place(insert.number(), chain.order.size() + 1, index);
        chain.insert(insert.number() - 1, rule(insert.entry(), index));
      }
      case Edit.Replace replace -> {
        LegacyChain chain = chain(replace.chain(), index);
        place(replace.number(), chain.order.size(), index);
        chain.replace(replace.number() - 1, rule(replace.entry(), index));
      }
      case Edit.Delete delete -> {
        LegacyChain chain = chain(delete.chain(), index);
        place(delete.number(), chain.order.size(), index);
        chain.order.remove(delete.number() - 1);
      }
      case Edit.NewChain fresh -> {
        if (chains.containsKey(fresh.chain())) {
          throw refused(index, Errno.EEXIST, fresh.chain());
        }
        chains.put(fresh.chain(), new LegacyChain(fresh.chain(), null, EntryForm.RETURN));
      }
      case Edit.DeleteChain delete -> {
        LegacyChain chain = user(delete.chain(), index, Errno.EINVAL);
        if (chain.order.size() > 0) {
          throw refused(index, Errno.ENOTEMPTY, chain.name);
        }
        chains.remove(chain.name);
      }
      case Edit.RenameChain rename -> rename(rename, index);
      case Edit.Policy policy -> policy(policy, index);
      case Edit.Flush flush -> chain(flush.chain(), index).order.clear();
      case Edit.Zero zero -> {
        LegacyChain chain = chain(zero.chain(), index);
        if (zero.number() == 0) {
          chain.zeroAll();
        } else {
          place(zero.number(), chain.order.size(), index);
          chain.zero(zero.number() - 1);
        }
      }
      case Edit.FlushTable _ -> {
        chains.clear();
        for (LegacyChain chain : builtIn) {
          chain.order.clear();
          chains.put(chain.name, chain);
        }
      }
      case Edit.DeleteTable _ -> throw refused(index, Errno.EOPNOTSUPP, "a legacy table stays");
    }
  }

  /** Whether there is anything to replace. */
  boolean changed() {
    return changed;
  }

  private static RefusedException refused(int index, Errno errno, String detail) {
    return new RefusedException(index, errno, detail);
  }

  private LegacyChain chain(String name, int index) {
    LegacyChain chain = chains.get(name);
    if (chain == null) {
      throw refused(index, Errno.ENOENT, "no chain " + name);
    }
    return chain;
  }

  private LegacyChain user(String name, int index, Errno otherwise) {
    LegacyChain chain = chain(name, index);
    if (chain.isBuiltIn()) {
      throw refused(index, otherwise, name + " is built in");
    }
    return chain;
  }

  private static void place(int number, int last, int index) {
    if (number < 1 || number > last) {
      throw refused(index, Errno.E2BIG, "no place " + number);
    }
  }

  private LegacyChain.Added rule(Entry entry, int index) {
    String name = entry.rule().target().chain();
    LegacyChain to = name == null ? null : user(name, index, Errno.EINVAL);
    byte[] bytes = codec.encode(entry.rule(), entry.counters());
    if (bytes.length > MAX_ENTRY) {
      throw refused(index, Errno.EINVAL, "a rule of " + bytes.length + " bytes");
    }
    if (bytes.length > block.length - used) {
      block = new byte[(int) Math.clamp(addedBytes, LEAST_BLOCK, MOST_BLOCK)];
      used = 0;
    }
    int at = used;
    System.arraycopy(bytes, 0, block, at, bytes.length);
    used += bytes.length;
    addedBytes += bytes.length;
    return new LegacyChain.Added(block, at, bytes.length, to);
  }

  private void rename(Edit.RenameChain rename, int index) {
    LegacyChain chain = user(rename.chain(), index, Errno.ENOENT);
    if (chains.containsKey(rename.to())) {
      throw refused(index, Errno.EEXIST, rename.to());
    }
    chains.remove(chain.name);
    chain.name = rename.to();
    chain.named = true;
    chains.put(chain.name, chain);
  }

  private void policy(Edit.Policy edit, int index) {
    LegacyChain chain = chains.get(edit.chain());
    if (chain == null || !chain.isBuiltIn()) {
      throw refused(index, Errno.ENOENT, edit.chain() + " is no built-in chain");
    }
    if (edit.policy() != Target.Standard.ACCEPT && edit.policy() != Target.Standard.DROP) {
      throw refused(index, Errno.EINVAL, edit.policy() + " is no policy");
    }
    int verdict = EntryForm.verdict(edit.policy());
    Counters counters = edit.counters();
    if (counters != null) {
      // Where nothing but the counters goes back to zero, what was counted since is kept.
      chain.policyZeroed = counters.equals(Counters.ZERO) && verdict == chain.policy;
      chain.policyCounters = chain.policyZeroed ? null : counters;
    }
    chain.policy = verdict;
  }

  /**
   * The changed table.
   *
   * @param edits how many there were, for the exception
   * @throws RefusedException where a rule goes to a chain that is gone
   */
  LegacyReplacement compile(int edits) {
    List<LegacyChain> order = new ArrayList<>(builtIn);
    for (LegacyChain chain : chains.values()) {
      if (!chain.isBuiltIn()) {
        order.add(chain);
      }
    }
    for (int i = 0; i < order.size(); i++) {
      order.get(i).index = i;
    }
    long expected = Math.min(before.bytes().length + addedBytes, Integer.MAX_VALUE / 2);
    TableBuilder builder = new TableBuilder(form, before.shape().validHooks(), (int) expected);
    LegacyReplacement.Counting counting = new LegacyReplacement.Counting(before);
    for (LegacyChain chain : order) {
      compile(chain, builder, counting, edits);
    }
    int last = before.shape().entries() - 1;
    TableImage after = builder.finish(before.bytes(), before.offset(last), before.length(last));
    return new LegacyReplacement(table, before, after, counting);
  }

  private void compile(
      LegacyChain chain, TableBuilder out, LegacyReplacement.Counting counting, int edits) {
    TableBlob.Chain was = chain.old;
    byte[] bytes = before.bytes();
    if (was != null && was.hook() >= 0) {
      out.begin(was.hook());
    } else if (was != null && !chain.named) {
      out.begin(bytes, before.offset(was.first() - 1), before.length(was.first() - 1));
    } else {
      byte[] head = form.head(chain.name);
      out.begin(head, 0, head.length);
    }
    for (int i = 0; i < chain.order.size(); i++) {
      int number = chain.order.get(i);
      if (number < 0) {
        LegacyChain.Added added = chain.added.get(-1 - number);
        counting.set(out.entries(), form.counters(added.block(), added.at()));
        out.rule(added.block(), added.at(), added.length(), index(added.to(), edits));
      } else {
        int entry = java.util.Objects.requireNonNull(was).first() + number;
        counting.keep(out.entries(), entry, chain.zeroed.get(number));
        int to = before.jump(entry);
        out.rule(
            bytes,
            before.offset(entry),
            before.length(entry),
            index(to == TableBlob.NOWHERE ? null : old[to], edits));
      }
    }
    if (was == null) {
      byte[] foot = form.foot(EntryForm.RETURN);
      out.end(foot, 0, foot.length, EntryForm.RETURN);
      return;
    }
    if (chain.isBuiltIn()) {
      Counters counters = chain.policyCounters;
      if (counters != null) {
        counting.set(out.entries(), counters);
      } else {
        counting.keep(out.entries(), was.last(), chain.policyZeroed);
      }
    }
    out.end(bytes, before.offset(was.last()), before.length(was.last()), chain.policy);
  }

  private static int index(@Nullable LegacyChain to, int edits) {
    if (to == null) {
      return TableBlob.NOWHERE;
    }
    if (to.index < 0) {
      throw refused(edits - 1, Errno.EMLINK, "rules go to chain " + to.name);
    }
    return to.index;
  }
}
