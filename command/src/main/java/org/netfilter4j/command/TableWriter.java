package org.netfilter4j.command;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Chain;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Entry;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Table;
import org.netfilter4j.xt.Names;
import org.netfilter4j.xt.nft.Unreadable;

/** A table as {@code iptables-save} prints it, from {@code *table} to {@code COMMIT}. */
final class TableWriter {
  /** Text is handed on in pieces of about this many characters. */
  private static final int PIECE = 1 << 16;

  private final Appendable to;
  private final boolean counters;
  private final StringBuilder text = new StringBuilder();
  private final RuleWriter writer;

  /**
   * @param names of protocols; null for those that are known without a file
   * @param counters whether rules have their counters, as with {@code -c}
   */
  TableWriter(Appendable to, Mode mode, @Nullable Names names, boolean counters, boolean exact) {
    this.to = to;
    this.counters = counters;
    this.writer = new RuleWriter(text, mode, names, exact);
  }

  void write(Table table) throws IOException {
    text.append('*').append(table.name().word()).append('\n');
    var order = Lists.order(table.chains().keySet(), table.name());
    for (String name : order) {
      declaration(chain(table, name));
    }
    for (String name : order) {
      for (Entry entry : chain(table, name).rules()) {
        int whole = text.length();
        if (counters) {
          bracketed(entry.counters());
          text.append(' ');
        }
        try {
          writer.append(name, entry.rule(), null);
        } catch (Unreadable.ListedException e) {
          text.setLength(whole);
          passOn(0);
          throw e;
        }
        text.append('\n');
        passOn(PIECE);
      }
    }
    text.append("COMMIT\n");
    passOn(0);
  }

  private static Chain chain(Table table, String name) {
    return java.util.Objects.requireNonNull(table.chain(name));
  }

  private void declaration(Chain chain) {
    text.append(':').append(chain.name()).append(' ');
    text.append(chain.policy() == null ? "-" : chain.policy().name()).append(' ');
    bracketed(chain.counters());
    text.append('\n');
  }

  private void bracketed(Counters count) {
    text.append('[').append(Long.toUnsignedString(count.packets()));
    text.append(':').append(Long.toUnsignedString(count.bytes())).append(']');
  }

  private void passOn(int from) throws IOException {
    if (text.length() >= from) {
      to.append(text);
      text.setLength(0);
    }
  }
}
