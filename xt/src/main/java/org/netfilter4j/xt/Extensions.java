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
import org.netfilter4j.xt.match.Addrtype;
import org.netfilter4j.xt.match.Ah;
import org.netfilter4j.xt.match.Ah6;
import org.netfilter4j.xt.match.Bpf;
import org.netfilter4j.xt.match.Cgroup;
import org.netfilter4j.xt.match.Cluster;
import org.netfilter4j.xt.match.Comment;
import org.netfilter4j.xt.match.Connbytes;
import org.netfilter4j.xt.match.Connlabel;
import org.netfilter4j.xt.match.Connlimit;
import org.netfilter4j.xt.match.Connmark;
import org.netfilter4j.xt.match.Conntrack;
import org.netfilter4j.xt.match.Cpu;
import org.netfilter4j.xt.match.Dccp;
import org.netfilter4j.xt.match.Devgroup;
import org.netfilter4j.xt.match.Dscp;
import org.netfilter4j.xt.match.Dst;
import org.netfilter4j.xt.match.Ecn;
import org.netfilter4j.xt.match.Esp;
import org.netfilter4j.xt.match.Eui64;
import org.netfilter4j.xt.match.Frag;
import org.netfilter4j.xt.match.Hashlimit;
import org.netfilter4j.xt.match.Hbh;
import org.netfilter4j.xt.match.Helper;
import org.netfilter4j.xt.match.Hl;
import org.netfilter4j.xt.match.Icmp;
import org.netfilter4j.xt.match.Icmp6;
import org.netfilter4j.xt.match.Ipcomp;
import org.netfilter4j.xt.match.Iprange;
import org.netfilter4j.xt.match.Ipv6header;
import org.netfilter4j.xt.match.Ipvs;
import org.netfilter4j.xt.match.Length;
import org.netfilter4j.xt.match.Limit;
import org.netfilter4j.xt.match.Mac;
import org.netfilter4j.xt.match.Mark;
import org.netfilter4j.xt.match.Mh;
import org.netfilter4j.xt.match.Multiport;
import org.netfilter4j.xt.match.Nfacct;
import org.netfilter4j.xt.match.Osf;
import org.netfilter4j.xt.match.Owner;
import org.netfilter4j.xt.match.Physdev;
import org.netfilter4j.xt.match.Pkttype;
import org.netfilter4j.xt.match.Policy;
import org.netfilter4j.xt.match.Quota;
import org.netfilter4j.xt.match.Rateest;
import org.netfilter4j.xt.match.Realm;
import org.netfilter4j.xt.match.Recent;
import org.netfilter4j.xt.match.Rpfilter;
import org.netfilter4j.xt.match.Rt;
import org.netfilter4j.xt.match.Sctp;
import org.netfilter4j.xt.match.SetMatch;
import org.netfilter4j.xt.match.Socket;
import org.netfilter4j.xt.match.Srh;
import org.netfilter4j.xt.match.State;
import org.netfilter4j.xt.match.Statistic;
import org.netfilter4j.xt.match.StringMatch;
import org.netfilter4j.xt.match.Tcp;
import org.netfilter4j.xt.match.Tcpmss;
import org.netfilter4j.xt.match.Time;
import org.netfilter4j.xt.match.Tos;
import org.netfilter4j.xt.match.Ttl;
import org.netfilter4j.xt.match.U32;
import org.netfilter4j.xt.match.Udp;
import org.netfilter4j.xt.nft.NativeForm;
import org.netfilter4j.xt.nft.NativeTarget;
import org.netfilter4j.xt.nft.Unreadable;
import org.netfilter4j.xt.nft.UnreadableExtension;
import org.netfilter4j.xt.struct.UnknownMatch;
import org.netfilter4j.xt.struct.UnknownMatchExtension;
import org.netfilter4j.xt.struct.UnknownTarget;
import org.netfilter4j.xt.struct.UnknownTargetExtension;
import org.netfilter4j.xt.target.AuditTarget;
import org.netfilter4j.xt.target.ChecksumTarget;
import org.netfilter4j.xt.target.ClassifyTarget;
import org.netfilter4j.xt.target.ClusteripTarget;
import org.netfilter4j.xt.target.ConnmarkTarget;
import org.netfilter4j.xt.target.ConnsecmarkTarget;
import org.netfilter4j.xt.target.CtTarget;
import org.netfilter4j.xt.target.DnatTarget;
import org.netfilter4j.xt.target.DnptTarget;
import org.netfilter4j.xt.target.DscpTarget;
import org.netfilter4j.xt.target.EcnTarget;
import org.netfilter4j.xt.target.HlTarget;
import org.netfilter4j.xt.target.HmarkTarget;
import org.netfilter4j.xt.target.IdletimerTarget;
import org.netfilter4j.xt.target.LedTarget;
import org.netfilter4j.xt.target.LogTarget;
import org.netfilter4j.xt.target.MarkTarget;
import org.netfilter4j.xt.target.MasqueradeTarget;
import org.netfilter4j.xt.target.NetmapTarget;
import org.netfilter4j.xt.target.NflogTarget;
import org.netfilter4j.xt.target.NfqueueTarget;
import org.netfilter4j.xt.target.NotrackTarget;
import org.netfilter4j.xt.target.RateestTarget;
import org.netfilter4j.xt.target.RedirectTarget;
import org.netfilter4j.xt.target.RejectTarget;
import org.netfilter4j.xt.target.SecmarkTarget;
import org.netfilter4j.xt.target.SetTarget;
import org.netfilter4j.xt.target.SnatTarget;
import org.netfilter4j.xt.target.SnptTarget;
import org.netfilter4j.xt.target.SynproxyTarget;
import org.netfilter4j.xt.target.TcpmssTarget;
import org.netfilter4j.xt.target.TcpoptstripTarget;
import org.netfilter4j.xt.target.TeeTarget;
import org.netfilter4j.xt.target.TosTarget;
import org.netfilter4j.xt.target.TproxyTarget;
import org.netfilter4j.xt.target.TraceTarget;
import org.netfilter4j.xt.target.TtlTarget;
import org.netfilter4j.xt.target.UlogTarget;

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

  /**
   * The same, as an interface: where branches meet, the JVM would load the class of each to see
   * that it is of the abstract class that they share.
   */
  private static MatchExtension<?> it(MatchExtension<?> made) {
    return made;
  }

  private static TargetExtension<?> it(TargetExtension<?> made) {
    return made;
  }

  private static @Nullable MatchExtension<?> newMatch(String name, Family family) {
    return switch (name) {
      case "ah" -> family == Family.IPV4 ? it(new Ah()) : it(new Ah6());
      case "addrtype" -> it(new Addrtype());
      case "bpf" -> it(new Bpf());
      case "cgroup" -> it(new Cgroup());
      case "cluster" -> it(new Cluster());
      case "comment" -> it(new Comment());
      case "connbytes" -> it(new Connbytes());
      case "connlabel" -> it(new Connlabel());
      case "connlimit" -> it(new Connlimit());
      case "connmark" -> it(new Connmark());
      case "conntrack" -> it(new Conntrack());
      case "dscp" -> it(new Dscp());
      case "ecn" -> it(new Ecn());
      case "esp" -> it(new Esp());
      case "hl" -> it(new Hl());
      case "cpu" -> it(new Cpu());
      case "devgroup" -> it(new Devgroup());
      case "dccp" -> it(new Dccp());
      case "dst" -> it(new Dst());
      case "eui64" -> it(new Eui64());
      case "frag" -> it(new Frag());
      case "hbh" -> it(new Hbh());
      case "hashlimit" -> it(new Hashlimit());
      case "helper" -> it(new Helper());
      case "icmp" -> it(new Icmp());
      case "icmp6" -> it(new Icmp6());
      case "ipcomp" -> it(new Ipcomp());
      case "iprange" -> it(new Iprange());
      case "ipvs" -> it(new Ipvs());
      case "length" -> it(new Length());
      case "ipv6header" -> it(new Ipv6header());
      case "limit" -> it(new Limit());
      case "mac" -> it(new Mac());
      case "mark" -> it(new Mark());
      case "mh" -> it(new Mh());
      case "multiport" -> it(new Multiport());
      case "osf" -> it(new Osf());
      case "owner" -> it(new Owner());
      case "physdev" -> it(new Physdev());
      case "pkttype" -> it(new Pkttype());
      case "policy" -> it(new Policy());
      case "realm" -> it(new Realm());
      case "rpfilter" -> it(new Rpfilter());
      case "rt" -> it(new Rt());
      case "sctp" -> it(new Sctp());
      case "nfacct" -> it(new Nfacct());
      case "quota" -> it(new Quota());
      case "rateest" -> it(new Rateest());
      case "recent" -> it(new Recent());
      case "set" -> it(new SetMatch());
      case "socket" -> it(new Socket());
      case "srh" -> it(new Srh());
      case "state" -> it(new State());
      case "statistic" -> it(new Statistic());
      case "string" -> it(new StringMatch());
      case "tcp" -> it(new Tcp());
      case "tcpmss" -> it(new Tcpmss());
      case "tos" -> it(new Tos());
      case "ttl" -> it(new Ttl());
      case "time" -> it(new Time());
      case "u32" -> it(new U32());
      case "udp" -> it(new Udp());
      default -> null;
    };
  }

  private static @Nullable TargetExtension<?> newTarget(String name) {
    return switch (name) {
      case "AUDIT" -> it(new AuditTarget());
      case "CLASSIFY" -> it(new ClassifyTarget());
      case "CLUSTERIP" -> it(new ClusteripTarget());
      case "CONNMARK" -> it(new ConnmarkTarget());
      case "CONNSECMARK" -> it(new ConnsecmarkTarget());
      case "CT" -> it(new CtTarget());
      case "DNAT" -> it(new DnatTarget());
      case "DSCP" -> it(new DscpTarget());
      case "ECN" -> it(new EcnTarget());
      case "HL" -> it(new HlTarget());
      case "CHECKSUM" -> it(new ChecksumTarget());
      case "DNPT" -> it(new DnptTarget());
      case "HMARK" -> it(new HmarkTarget());
      case "IDLETIMER" -> it(new IdletimerTarget());
      case "LED" -> it(new LedTarget());
      case "LOG" -> it(new LogTarget());
      case "MARK" -> it(new MarkTarget());
      case "MASQUERADE" -> it(new MasqueradeTarget());
      case "NETMAP" -> it(new NetmapTarget());
      case "NFLOG" -> it(new NflogTarget());
      case "NFQUEUE" -> it(new NfqueueTarget());
      case "NOTRACK" -> it(new NotrackTarget());
      case "RATEEST" -> it(new RateestTarget());
      case "REDIRECT" -> it(new RedirectTarget());
      case "REJECT" -> it(new RejectTarget());
      case "SECMARK" -> it(new SecmarkTarget());
      case "SET" -> it(new SetTarget());
      case "SNAT" -> it(new SnatTarget());
      case "SNPT" -> it(new SnptTarget());
      case "SYNPROXY" -> it(new SynproxyTarget());
      case "TCPMSS" -> it(new TcpmssTarget());
      case "TCPOPTSTRIP" -> it(new TcpoptstripTarget());
      case "TEE" -> it(new TeeTarget());
      case "TOS" -> it(new TosTarget());
      case "TRACE" -> it(new TraceTarget());
      case "TTL" -> it(new TtlTarget());
      case "ULOG" -> it(new UlogTarget());
      case "TPROXY" -> it(new TproxyTarget());
      default -> null;
    };
  }

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
    MatchExtension<?> found = newMatch(name, family);
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
    for (Family each : found.families()) {
      MATCHES.computeIfAbsent(each, _ -> new HashMap<>()).put(name, found);
    }
    return found;
  }

  /** The target of that name that exists for that family, or null. */
  public static synchronized @Nullable TargetExtension<?> target(String name, Family family) {
    TargetExtension<?> found = TARGETS.get(name);
    if (found == null) {
      found = newTarget(name);
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
