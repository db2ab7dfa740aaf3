package org.netfilter4j.engine;

import java.util.List;
import org.netfilter4j.model.TableName;

/** What is registered at a hook, in the order of priorities. */
sealed interface Stage {
  /** NF_IP_PRI_*; lower runs first. */
  int priority();

  /** Puts fragments together; present only with connection tracking. */
  record Defragment() implements Stage {
    @Override
    public int priority() {
      return -400;
    }
  }

  /** Finds or begins the packet's connection. */
  record Track() implements Stage {
    @Override
    public int priority() {
      return -200;
    }
  }

  /** A table of one mode, other than nat. */
  record Ask(TableProgram table, ChainProgram base, int priority) implements Stage {
    boolean isMangle() {
      return table.name == TableName.MANGLE;
    }
  }

  /** Both modes' nat tables, asked for connections that are not bound, and the rewriting. */
  record Translate(List<Ask> tables, int priority) implements Stage {
    public Translate {
      tables = List.copyOf(tables);
    }
  }

  /** Enters a new connection into the table of connections. */
  record Confirm() implements Stage {
    @Override
    public int priority() {
      return Integer.MAX_VALUE;
    }
  }
}
