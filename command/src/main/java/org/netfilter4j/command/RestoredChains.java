package org.netfilter4j.command;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Counters;
import org.netfilter4j.model.Edit;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.TableName;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.Rejected;

/**
 * The lines of a file for {@code iptables-restore} that declare chains: {@code :NAME POLICY [1:2]}.
 */
final class RestoredChains {
  private final Restorer restorer;
  private final String name;
  private final Mode mode;
  private final Restorer.Settings settings;

  RestoredChains(Restorer restorer, String name, Mode mode, Restorer.Settings settings) {
    this.restorer = restorer;
    this.name = name;
    this.mode = mode;
    this.settings = settings;
  }

  /** Takes a line that begins with a colon. */
  void declare(String text, TableName current, Changes all) {
    String chain = RestoreWords.token(text, 1);
    if (chain == null) {
      throw Rejected.parameter(name + ": line " + restorer.line() + " chain name invalid\n");
    }
    boolean builtIn = Lists.isBuiltIn(chain, current);
    if (mode == Mode.NFT) {
      RuleNames.requireRestored(chain);
    } else if (chain.length() >= RuleNames.MAX) {
      throw Rejected.parameter(
          "Invalid chain name `" + chain + "' (" + (RuleNames.MAX - 1) + " chars max)");
    } else if (!builtIn) {
      makeChain(chain, current, all);
    }
    int next = text.indexOf(chain, 1) + chain.length();
    String policy = RestoreWords.token(text, next);
    if (policy == null) {
      throw Rejected.parameter(name + ": line " + restorer.line() + " policy invalid\n");
    }
    boolean counted = mode == Mode.NFT ? builtIn : !policy.equals("-");
    Counters counters = Counters.ZERO;
    if (counted && settings.counters()) {
      int after = text.indexOf(policy, next) + policy.length();
      counters = counters(RestoreWords.token(text, after), chain);
    }
    Counters count = counters;
    if (mode == Mode.NFT) {
      restorer.step(() -> {
        if (builtIn) {
          policy(chain, policy, count, current, restorer.changes());
        } else {
          makeChain(chain, current, restorer.changes());
        }
      });
    } else if (!policy.equals("-")) {
      policy(chain, policy, count, current, all);
    }
  }

  private void makeChain(String chain, TableName current, Changes all) {
    boolean there = all.draft.hasChain(current, chain);
    if (!there && RuleNames.standard(chain) == null) {
      restorer.now(() -> {
        all.open(current);
        all.add(new Edit.NewChain(current, chain));
      });
    } else if (there && (settings.noFlush() || mode == Mode.NFT)) {
      restorer.now(() -> all.flushChain(current, chain));
    } else {
      throw Rejected.parameter(
          "error creating chain '" + chain + "':" + Errno.EEXIST.message() + "\n");
    }
  }

  private void policy(String chain, String policy, Counters count, TableName current, Changes all) {
    Target.Standard verdict = RuleNames.standard(policy);
    boolean known = verdict == Target.Standard.ACCEPT || verdict == Target.Standard.DROP;
    if (mode == Mode.NFT) {
      if (policy.equals("-")) {
        boolean drops = all.draft.hasChain(current, chain) && !all.draft.accepts(current, chain);
        verdict = drops ? Target.Standard.DROP : Target.Standard.ACCEPT;
      } else if (!known) {
        throw Failure.of(name, "Bad policy name");
      }
    } else if (!known || !Lists.isBuiltIn(chain, current)) {
      throw Rejected.other(
          "Can't set policy `"
              + policy
              + "' on `"
              + chain
              + "' line "
              + restorer.line()
              + ": Bad "
              + (Lists.isBuiltIn(chain, current) ? "policy" : "built-in chain")
              + " name\n");
    }
    Target.Standard set = java.util.Objects.requireNonNull(verdict);
    restorer.now(() -> {
      all.base(current, chain);
      all.add(new Edit.Policy(current, chain, set, count));
    });
  }

  private static Counters counters(@Nullable String word, String chain) {
    Counters read = word == null ? null : RestoreWords.counters(word);
    if (read == null) {
      throw Rejected.parameter("invalid policy counters for chain '" + chain + "'\n");
    }
    return read;
  }
}
