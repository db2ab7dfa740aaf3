package org.netfilter4j.xt;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Target;
import org.netfilter4j.wire.nft.Expression;
import org.netfilter4j.xt.match.Limit;
import org.netfilter4j.xt.match.Mark;
import org.netfilter4j.xt.match.Tcp;
import org.netfilter4j.xt.match.Udp;
import org.netfilter4j.xt.nft.NativeForm;
import org.netfilter4j.xt.nft.NativeTarget;
import org.netfilter4j.xt.nft.Unreadable;
import org.netfilter4j.xt.nft.UnreadableExtension;
import org.netfilter4j.xt.struct.UnknownMatch;
import org.netfilter4j.xt.struct.UnknownMatchExtension;
import org.netfilter4j.xt.struct.UnknownTarget;
import org.netfilter4j.xt.struct.UnknownTargetExtension;
import org.netfilter4j.xt.target.NflogTarget;
import org.netfilter4j.xt.target.TraceTarget;

/**
 * The index of extensions: a name gives a descriptor, and only the named one's class is loaded. A
 * name that is not in the index is looked for among the services of other jars.
 */
public final class Extensions {
  // Asked for by name for each match of each rule, so without a lock.
  private static final Map<String, MatchExtension<?>> MATCHES_V4 = new ConcurrentHashMap<>();
  private static final Map<String, MatchExtension<?>> MATCHES_V6 = new ConcurrentHashMap<>();
  private static final Map<String, TargetExtension<?>> TARGETS = new ConcurrentHashMap<>();

  @SuppressWarnings("rawtypes")
  private static final Others<MatchExtension> OTHER_MATCHES = new Others<>(MatchExtension.class);

  @SuppressWarnings("rawtypes")
  private static final Others<TargetExtension> OTHER_TARGETS = new Others<>(TargetExtension.class);

  private Extensions() {}

  /** The names of all matches of the index. */
  public static final List<String> MATCH_NAMES =
      List.of(
          "addrtype",
          "ah",
          "cgroup",
          "comment",
          "connbytes",
          "connlabel",
          "connlimit",
          "connmark",
          "conntrack",
          "dscp",
          "ecn",
          "esp",
          "hl",
          "bpf",
          "cluster",
          "cpu",
          "devgroup",
          "dccp",
          "dst",
          "eui64",
          "frag",
          "hbh",
          "hashlimit",
          "helper",
          "icmp",
          "icmp6",
          "ipcomp",
          "iprange",
          "ipvs",
          "length",
          "ipv6header",
          "limit",
          "mac",
          "mark",
          "mh",
          "multiport",
          "osf",
          "owner",
          "physdev",
          "pkttype",
          "policy",
          "realm",
          "rpfilter",
          "rt",
          "sctp",
          "nfacct",
          "quota",
          "rateest",
          "recent",
          "set",
          "socket",
          "srh",
          "state",
          "statistic",
          "string",
          "tcp",
          "tcpmss",
          "tos",
          "ttl",
          "time",
          "u32",
          "udp");

  /** The names of all targets of the index. */
  public static final List<String> TARGET_NAMES =
      List.of(
          "AUDIT",
          "CLASSIFY",
          "CLUSTERIP",
          "CONNMARK",
          "CONNSECMARK",
          "CT",
          "DNAT",
          "DSCP",
          "ECN",
          "HL",
          "CHECKSUM",
          "DNPT",
          "HMARK",
          "IDLETIMER",
          "LED",
          "LOG",
          "MARK",
          "MASQUERADE",
          "NETMAP",
          "NFLOG",
          "NFQUEUE",
          "NOTRACK",
          "RATEEST",
          "REDIRECT",
          "REJECT",
          "SECMARK",
          "SET",
          "SNAT",
          "SNPT",
          "SYNPROXY",
          "TCPMSS",
          "TCPOPTSTRIP",
          "TEE",
          "TOS",
          "TRACE",
          "TTL",
          "ULOG",
          "TPROXY");

  /** The matches that nf_tables has expressions of its own for. */
  public static List<NativeForm<?>> nativeForms() {
    return Native.FORMS;
  }

  /** The target whose own expression that is. */
  public static NativeTarget<?> nativeTarget(Expression expression) {
    return expression instanceof Expression.Log ? Native.LOG : Native.TRACE;
  }

  /** Made when the first rule of nft mode is read. */
  private static final class Native {
    static final List<NativeForm<?>> FORMS = List.of(new Limit(), new Mark(), new Tcp(), new Udp());
    static final NativeTarget<?> LOG = new NflogTarget();
    static final NativeTarget<?> TRACE = new TraceTarget();
  }

  /** The extensions of one kind that other jars have, as a thread's class loader finds them. */
  private static final class Others<E> {
    private final Class<E> kind;
    private @Nullable ClassLoader by;
    private @Nullable List<E> found;

    Others(Class<E> kind) {
      this.kind = kind;
    }

    /** Every rule that goes to a chain asks whether there is a target of that name. */
    synchronized List<E> find() {
      ClassLoader loader = Thread.currentThread().getContextClassLoader();
      List<E> known = found;
      if (known == null || loader != by) {
        known = new ArrayList<>();
        for (E each : ServiceLoader.load(kind, loader)) {
          known.add(each);
        }
        found = known;
        by = loader;
      }
      return known;
    }
  }

  /**
   * The match of that name that exists for that family, or null. A descriptor of both families is
   * the same object for both.
   */
  public static @Nullable MatchExtension<?> match(String name, Family family) {
    MatchExtension<?> known = matches(family).get(name);
    return known != null ? known : findMatch(name, family);
  }

  private static Map<String, MatchExtension<?>> matches(Family family) {
    return family == Family.IPV4 ? MATCHES_V4 : MATCHES_V6;
  }

  private static synchronized @Nullable MatchExtension<?> findMatch(String name, Family family) {
    MatchExtension<?> found = matches(family).get(name);
    if (found != null) {
      return found;
    }
    found = BuiltInExtensions.match(name, family);
    if (found == null) {
      for (MatchExtension<?> other : OTHER_MATCHES.find()) {
        if (other.name().equals(name) && other.families().contains(family)) {
          found = other;
        }
      }
    }
    if (found == null || !found.families().contains(family)) {
      return null;
    }
    for (Family each : found.families()) {
      matches(each).put(name, found);
    }
    return found;
  }

  /** The target of that name that exists for that family, or null. */
  public static @Nullable TargetExtension<?> target(String name, Family family) {
    TargetExtension<?> known = TARGETS.get(name);
    TargetExtension<?> found = known != null ? known : findTarget(name);
    return found != null && found.families().contains(family) ? found : null;
  }

  private static synchronized @Nullable TargetExtension<?> findTarget(String name) {
    TargetExtension<?> found = TARGETS.get(name);
    if (found != null) {
      return found;
    }
    found = BuiltInExtensions.target(name);
    if (found == null) {
      for (TargetExtension<?> other : OTHER_TARGETS.find()) {
        if (other.name().equals(name)) {
          found = other;
        }
      }
    }
    if (found != null) {
      TARGETS.put(name, found);
    }
    return found;
  }

  /**
   * The matches that the kernel knows by that name; where there are several, each reads its own and
   * the last any.
   */
  public static List<MatchExtension<?>> matchesOfKernel(String name, Family family) {
    MatchExtension<?> same = match(name, family);
    MatchExtension<?> other = name.equals("conntrack") ? match("state", family) : null;
    return present(other, same);
  }

  private static <E> List<E> present(@Nullable E first, @Nullable E second) {
    if (first == null) {
      return second == null ? List.of() : List.of(second);
    }
    return second == null ? List.of(first) : List.of(first, second);
  }

  /** As {@link #matchesOfKernel}. */
  public static List<TargetExtension<?>> targetsOfKernel(String name, Family family) {
    TargetExtension<?> same = target(name, family);
    TargetExtension<?> other = name.equals("CT") ? target("NOTRACK", family) : null;
    return present(other, same);
  }

  /** The descriptor of a match that stands in a rule, typed for it. */
  @SuppressWarnings("unchecked")
  public static <M extends Match> MatchExtension<M> of(M match, Family family) {
    MatchExtension<?> found =
        match instanceof UnknownMatch unknown
            ? new UnknownMatchExtension(unknown.name())
            : match(match.name(), family);
    if (found == null && match instanceof Unreadable) {
      found = new UnreadableExtension();
    }
    if (found == null || !found.type().isInstance(match)) {
      throw new IllegalStateException("no extension for match " + match.name());
    }
    return (MatchExtension<M>) found;
  }

  /** The descriptor of a target that stands in a rule, typed for it. */
  @SuppressWarnings("unchecked")
  public static <T extends Target.Extended> TargetExtension<T> of(T target, Family family) {
    TargetExtension<?> found =
        target instanceof UnknownTarget unknown
            ? new UnknownTargetExtension(unknown.name())
            : target(target.name(), family);
    if (found == null || !found.type().isInstance(target)) {
      throw new IllegalStateException("no extension for target " + target.name());
    }
    return (TargetExtension<T>) found;
  }
}
