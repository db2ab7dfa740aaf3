package org.netfilter4j.agent.keep;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.netfilter4j.agent.files.Wanted;
import org.netfilter4j.command.ipset.SetScript;
import org.netfilter4j.linux.KernelBackend;
import org.netfilter4j.linux.KernelSets;
import org.netfilter4j.linux.NetworkNamespace;
import org.netfilter4j.model.Backend.Need;
import org.netfilter4j.model.Chain;
import org.netfilter4j.model.Entry;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.model.Table;
import org.netfilter4j.model.TableName;
import org.netfilter4j.xt.set.SetDescription;
import org.netfilter4j.xt.set.SetEntry;
import org.netfilter4j.xt.set.SetListing;
import org.netfilter4j.xt.set.SetRefused;
import org.netfilter4j.xt.set.SetStore;
import org.netfilter4j.xt.set.SetVerb;

/** The kernel as one transaction, or one look, sees it. */
final class Kernel implements AutoCloseable {
  final SetNumbers numbers;
  final KernelBackend rules;
  final KernelSets sets;
  private final NetworkNamespace namespace;
  private boolean hasSets = true;

  Kernel(NetworkNamespace namespace, Mode mode) {
    this.namespace = namespace;
    numbers = new SetNumbers(namespace);
    rules = KernelBackend.open(namespace, mode, numbers);
    sets = new KernelSets(namespace);
  }

  /** Another way to the sets, for use while this one lists. */
  KernelSets moreSets() {
    return new KernelSets(namespace);
  }

  /**
   * The rules of both families.
   *
   * @param wanted for whose tables legacy tables are made; null to make none
   */
  Map<Family, Ruleset> rulesets(@org.jspecify.annotations.Nullable Wanted wanted) {
    Map<Family, Ruleset> all = new EnumMap<>(Family.class);
    for (Family family : Family.values()) {
      Ruleset read = rules.read(family);
      if (wanted != null && rules.mode() == Mode.LEGACY) {
        boolean made = false;
        for (TableName table : wanted.tables(family).keySet()) {
          if (read.table(table) == null) {
            // The kernel makes a table for who asks for it.
            rules.read(family, table, Need.CHAINS);
            made = true;
          }
        }
        read = made ? rules.read(family) : read;
      }
      all.put(family, read);
    }
    return all;
  }

  /** All sets without their elements; none where the kernel has no ipset. */
  Map<String, SetDescription> sets() {
    Map<String, SetDescription> all = new LinkedHashMap<>();
    try {
      list(all);
    } catch (SetRefused e) {
      boolean forbidden = SetScript.words(e).endsWith(Errno.EPERM.message());
      if (forbidden || e.verb() != SetVerb.PROTOCOL) {
        throw e;
      }
      hasSets = false;
    }
    return all;
  }

  /** Whether the kernel has sets, once they were asked for. */
  boolean hasSets() {
    return hasSets;
  }

  private void list(Map<String, SetDescription> all) {
    sets.list(
        null,
        SetListing.Detail.HEADERS,
        new SetListing() {
          @Override
          public void name(String name) {}

          @Override
          public void set(SetDescription set) {
            all.put(set.name(), set);
          }

          @Override
          public void element(SetEntry entry) {}
        });
  }

  /** How many rules and lists of sets refer to a set. */
  static long references(SetStore sets, String name) {
    long[] found = {0};
    sets.list(
        name,
        SetListing.Detail.HEADERS,
        new SetListing() {
          @Override
          public void name(String each) {}

          @Override
          public void set(SetDescription set) {
            found[0] = set.references();
          }

          @Override
          public void element(SetEntry entry) {}
        });
    return found[0];
  }

  /** The sets that the rules' ledger names. */
  static Set<String> namedSets(Map<Family, Ruleset> rulesets, Identity identity) {
    Ruleset ruleset = rulesets.get(Family.IPV4);
    Table filter = ruleset == null ? null : ruleset.table(TableName.FILTER);
    Chain ledger = filter == null ? null : filter.chain(identity.ledger());
    return ledger == null ? Set.of() : Identity.sets(ledger);
  }

  /**
   * How often the agent's rules refer to sets.
   *
   * @param wanted whose chains are the agent's too
   */
  static Map<String, Integer> ownReferences(
      Map<Family, Ruleset> rulesets, Identity identity, Wanted wanted) {
    Map<String, Integer> count = new HashMap<>();
    for (Ruleset ruleset : rulesets.values()) {
      for (Table table : ruleset.tables().values()) {
        Set<String> own = new HashSet<>();
        Chain ledger = table.chain(identity.ledger());
        if (ledger != null) {
          own.addAll(Identity.chains(ledger));
        }
        var of = wanted.tables(ruleset.family()).get(table.name());
        if (of != null) {
          own.addAll(of.own().keySet());
        }
        for (Chain chain : table.chains().values()) {
          boolean isOwn = own.contains(chain.name()) || identity.isOwnByName(chain.name());
          for (Entry entry : chain.rules()) {
            String to = entry.rule().target().chain();
            boolean goes = to != null && (own.contains(to) || identity.isOwnByName(to));
            if (isOwn || goes || identity.isMarked(entry.rule())) {
              SetUse.count(entry.rule(), count);
            }
          }
        }
      }
    }
    return count;
  }

  @Override
  public void close() {
    sets.close();
    rules.close();
    numbers.close();
  }
}
