package org.netfilter4j.linux;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Chain;
import org.netfilter4j.model.Edit;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.model.Table;
import org.netfilter4j.model.TableName;
import org.netfilter4j.wire.netlink.MessageWriter;
import org.netfilter4j.xt.nft.ExpressionReader;
import org.netfilter4j.xt.struct.RememberedRevisions;
import org.netfilter4j.xt.struct.SetIndexes;
import org.netfilter4j.xt.struct.Structs;

/**
 * The kernel's nf_tables, as iptables-nft uses them. A commit is one batch, right for the
 * generation that was read last.
 *
 * <p>Not safe for several threads.
 */
public final class NftBackend implements KernelBackend {
  /** Tries until nobody changes the tables while they are read. */
  private static final int ATTEMPTS = 100;

  /** NETLINK_CAP_ACK: refusals come without what was refused. */
  private static final int CAP_ACK = 10;

  /** What a refusal of each message may take of the socket's room. */
  private static final int PER_REFUSAL = 1024;

  /** NFNL_SUBSYS_NFT_COMPAT. */
  private static final int COMPAT = 11;

  private static final int LONG = 2000;

  private static final int MOST_ROOM = 1 << 25;

  private final NetworkNamespace namespace;
  private final Structs structs;
  private final Map<Family, ExpressionReader> readers = new EnumMap<>(Family.class);

  /**
   * What was read of a family.
   *
   * @param chains what is known of its chains beside their rules
   */
  private record Snapshot(Ruleset ruleset, List<NftChain> chains, long generation) {}

  /** What was read last, on which the next commit builds. */
  private final Map<Family, Snapshot> read = new EnumMap<>(Family.class);

  /** The chains of what was read last of all. */
  private List<NftChain> chains = List.of();

  private @Nullable NetlinkSocket socket;

  public NftBackend(NetworkNamespace namespace, SetIndexes sets) {
    this.namespace = namespace;
    structs = new Structs(sets, new RememberedRevisions(this::hasRevision));
  }

  @Override
  public Mode mode() {
    return Mode.NFT;
  }

  @Override
  public boolean judges() {
    return true;
  }

  /** How the structs of extensions are written, in the revisions that the kernel has. */
  Structs structs() {
    return structs;
  }

  private NetlinkSocket socket() {
    NetlinkSocket open = socket;
    if (open == null) {
      try {
        open = NetlinkSocket.open(namespace, NetlinkSocket.NETFILTER);
      } catch (KernelException e) {
        throw unavailable(e, false);
      }
      open.set(CAP_ACK);
      socket = open;
    }
    return open;
  }

  private static RuntimeException unavailable(KernelException e, boolean asked) {
    Errno errno = e.errno();
    if (errno == null) {
      return e;
    }
    boolean missing =
        asked
            ? errno == Errno.EINVAL
            : errno == Errno.EPROTONOSUPPORT || errno == Errno.EAFNOSUPPORT;
    return new UnavailableException(errno, e.getMessage(), asked, missing ? "nf_tables" : null);
  }

  private ExpressionReader reader(Family family) {
    return readers.computeIfAbsent(
        family, f -> new ExpressionReader(f, structs, this::interfaceName));
  }

  /** An interface's name, which rules of nft may have by its number; that where there is none. */
  private String interfaceName(int index) {
    String name = NetworkSurvey.interfaces(namespace).get(index);
    return name == null ? Integer.toString(index) : name;
  }

  /** Asks which revisions the kernel has. */
  private boolean hasRevision(Family family, boolean target, String name, int revision) {
    NetlinkSocket open = socket();
    MessageWriter request = new MessageWriter(128);
    int sequence = open.nextSequence();
    // The kernel marks its answer as one of several, and ends them by the acknowledgement alone.
    int flags = MessageWriter.NLM_F_REQUEST | MessageWriter.NLM_F_ACK;
    request.begin(COMPAT << 8, flags, sequence, NftDump.number(family), 0);
    request.text(1, name).network32(2, revision).network32(3, target ? 1 : 0).end();
    return open.ask(request, sequence, message -> {}) == null;
  }

  @Override
  public Ruleset read(Family family) {
    return consistent(family, null, Need.ALL);
  }

  @Override
  public Ruleset read(Family family, TableName table, Need need) {
    return consistent(family, table, need);
  }

  @Override
  public Ruleset read(Family family, Need need) {
    return consistent(family, null, need);
  }

  private Ruleset consistent(Family family, @Nullable TableName only, Need need) {
    NftDump dump = new NftDump(socket());
    for (int i = 0; i < ATTEMPTS; i++) {
      long now = generation(dump);
      try {
        Ruleset found = dump(family, only, need, dump);
        if (generation(dump) == now) {
          read.put(family, new Snapshot(found, chains, now));
          return found;
        }
      } catch (NetlinkSocket.Interrupted e) {
        // Another program changes them: once more.
      }
    }
    throw new KernelException("nf_tables", Errno.EBUSY);
  }

  /** The kernel tells it only to those who may see the rest. */
  private static long generation(NftDump dump) {
    try {
      return dump.generation();
    } catch (KernelException e) {
      throw unavailable(e, true);
    }
  }

  private Ruleset dump(Family family, @Nullable TableName only, Need need, NftDump dump) {
    Map<TableName, Table> tables = new LinkedHashMap<>();
    List<String> words;
    if (only == null) {
      words = dump.tables(family);
    } else {
      words = dump.hasTable(family, only.word()) ? List.of(only.word()) : List.of();
    }
    chains =
        words.isEmpty()
            ? List.of()
            : dump.chains(family, only == null ? null : only.word(), need.chains());
    for (String word : words) {
      TableName name = TableName.find(word);
      if (name != null) {
        tables.put(name, table(family, name, need, dump));
      }
    }
    return new Ruleset(family, Mode.NFT, tables);
  }

  private Table table(Family family, TableName name, Need need, NftDump dump) {
    Map<String, Chain> found = new LinkedHashMap<>();
    Map<String, NftRules> lists = new HashMap<>();
    for (Hook hook : name.hooks()) {
      for (NftChain chain : chains) {
        if (chain.table().equals(name.word()) && chain.builtIn(name) == hook) {
          put(chain, family, dump, lists, found);
        }
      }
    }
    for (NftChain chain : chains) {
      if (chain.table().equals(name.word()) && !chain.isBase()) {
        put(chain, family, dump, lists, found);
      }
    }
    if (need.rules() && !lists.isEmpty()) {
      if (!isLong(name)) {
        dump.rules(family, name.word(), null, lists, null);
      } else if (need.chains().isEmpty() && DecodeAhead.isWorthwhile()) {
        try (DecodeAhead ahead = new DecodeAhead(reader(family))) {
          lists.forEach((chain, rules) ->
              dump.rules(family, name.word(), chain, Map.of(chain, rules), ahead));
        }
      } else {
        lists.forEach((chain, rules) -> dump.rules(family, name.word(), chain, rules));
      }
    }
    return new Table(family, name, found);
  }

  /**
   * Whether a table has so many rules that its chains are better dumped one by one: the kernel goes
   * through all that it has told before for each piece of a dump.
   */
  private boolean isLong(TableName name) {
    long uses = 0;
    for (NftChain chain : chains) {
      if (chain.table().equals(name.word())) {
        uses += chain.uses();
      }
    }
    return uses > LONG;
  }

  private void put(
      NftChain chain,
      Family family,
      NftDump dump,
      Map<String, NftRules> lists,
      Map<String, Chain> into) {
    NftRules rules = new NftRules(list -> load(dump, family, chain, list), reader(family));
    lists.put(chain.name(), rules);
    into.put(chain.name(), chain.with(rules));
  }

  private static void load(NftDump dump, Family family, NftChain chain, NftRules into) {
    for (int i = 0; i < ATTEMPTS; i++) {
      try {
        dump.rules(family, chain.table(), chain.name(), into);
        return;
      } catch (NetlinkSocket.Interrupted e) {
        // Another program changes it: once more.
      }
    }
    throw new KernelException("nf_tables", Errno.EBUSY);
  }

  @Override
  public Fitness fitness(Family family, TableName table, @Nullable String chain) {
    Snapshot last = read.get(family);
    Ruleset ruleset = last == null ? read(family, table, Need.ALL) : last.ruleset();
    List<NftChain> ofFamily = last == null ? chains : last.chains();
    Table found = ruleset.table(table);
    if (found == null) {
      return Fitness.WHOLE;
    }
    for (Chain each : found.chains().values()) {
      if ((chain == null || chain.equals(each.name()))
          && each.rules() instanceof NftRules rules
          && !rules.isCompatible()) {
        return Fitness.NONE;
      }
    }
    for (NftChain each : ofFamily) {
      if (each.isBase()
          && each.table().equals(table.word())
          && each.builtIn(table) == null
          && (chain == null || chain.equals(each.name()) || isBuiltIn(each.name(), table))) {
        return Fitness.PART;
      }
    }
    return Fitness.WHOLE;
  }

  /** Those are asked for beside any one chain, as the C tool does. */
  private static boolean isBuiltIn(String chain, TableName table) {
    for (Hook hook : table.hooks()) {
      if (hook.chain().equals(chain)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void commit(Family family, List<Edit> edits) {
    if (!read.containsKey(family)) {
      readFor(family, edits);
    }
    commit(Map.of(family, edits));
  }

  private void readFor(Family family, List<Edit> edits) {
    if (edits.isEmpty()) {
      read(family);
    } else {
      read(family, edits.getFirst().table(), new Need(Set.of(), false));
    }
  }

  @Override
  public void commit(Map<Family, List<Edit>> edits) {
    Map<Family, Snapshot> before = new EnumMap<>(Family.class);
    long generation = 0;
    int count = 0;
    for (Family family : edits.keySet()) {
      count += edits.getOrDefault(family, List.of()).size();
      Snapshot snapshot = java.util.Objects.requireNonNull(read.get(family), "not read");
      if (!before.isEmpty() && snapshot.generation() != generation) {
        throw new ChangedException();
      }
      generation = snapshot.generation();
      before.put(family, snapshot);
    }
    NetlinkSocket open = socket();
    int sequence = open.nextSequence();
    NftBatch batch = new NftBatch(structs, generation, sequence, count);
    int first = 0;
    for (Map.Entry<Family, Snapshot> each : before.entrySet()) {
      List<Edit> ofFamily = edits.getOrDefault(each.getKey(), List.of());
      batch.family(each.getKey());
      new NftEdits(each.getValue().ruleset(), each.getValue().chains(), batch, first).add(ofFamily);
      first += ofFamily.size();
    }
    open.skipSequences(batch.messages() + 1);
    MessageWriter bytes = batch.finish();
    if (batch.messages() > 100) {
      open.receiveRoom((int) Math.min((long) batch.messages() * PER_REFUSAL, MOST_ROOM));
    }
    read.clear();
    open.send(bytes);
    List<Refusal> refused = batch.refusals(open);
    for (Refusal each : refused) {
      if (each.errno() == Errno.ERESTART) {
        throw new ChangedException();
      }
    }
    if (!refused.isEmpty()) {
      throw new RefusedException(refused, refused.getFirst().errno().message());
    }
  }

  @Override
  public void close() {
    NetlinkSocket open = socket;
    if (open != null) {
      socket = null;
      open.close();
    }
  }
}
