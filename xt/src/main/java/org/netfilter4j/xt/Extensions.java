package org.netfilter4j.xt;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
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
  private static final Map<Family, Map<String, MatchExtension<?>>> MATCHES =
      new EnumMap<>(Family.class);
  private static final Map<String, TargetExtension<?>> TARGETS = new HashMap<>();

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

  /**
   * The match of that name that exists for that family, or null. A descriptor of both families is
   * the same object for both.
   */
  public static synchronized @Nullable MatchExtension<?> match(String name, Family family) {
    MatchExtension<?> known = MATCHES.getOrDefault(family, Map.of()).get(name);
    if (known != null) {
      return known;
    }
    MatchExtension<?> found = BuiltInExtensions.match(name, family);
    if (found == null) {
      for (MatchExtension<?> other : ServiceLoader.load(MatchExtension.class)) {
        if (other.name().equals(name) && other.families().contains(family)) {
          found = other;
        }
      }
    }
    if (found == null || !found.families().contains(family)) {
      return null;
    }
    // Without a lambda, which the start of a command would pay for.
    for (Family each : found.families()) {
      Map<String, MatchExtension<?>> byName = MATCHES.get(each);
      if (byName == null) {
        byName = new HashMap<>();
        MATCHES.put(each, byName);
      }
      byName.put(name, found);
    }
    return found;
  }

  /** The target of that name that exists for that family, or null. */
  public static synchronized @Nullable TargetExtension<?> target(String name, Family family) {
    TargetExtension<?> found = TARGETS.get(name);
    if (found == null) {
      found = BuiltInExtensions.target(name);
      if (found == null) {
        for (TargetExtension<?> other : ServiceLoader.load(TargetExtension.class)) {
          if (other.name().equals(name)) {
            found = other;
          }
        }
      }
      if (found == null) {
        return null;
      }
      TARGETS.put(name, found);
    }
    return found.families().contains(family) ? found : null;
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
