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

  private static @Nullable MatchExtension<?> newMatch(String name, Family family) {
    return switch (name) {
      case "ah" -> family == Family.IPV4 ? new Ah() : new Ah6();
      case "addrtype" -> new Addrtype();
      case "bpf" -> new Bpf();
      case "cgroup" -> new Cgroup();
      case "cluster" -> new Cluster();
      case "comment" -> new Comment();
      case "connbytes" -> new Connbytes();
      case "connlabel" -> new Connlabel();
      case "connlimit" -> new Connlimit();
      case "connmark" -> new Connmark();
      case "conntrack" -> new Conntrack();
      case "dscp" -> new Dscp();
      case "ecn" -> new Ecn();
      case "esp" -> new Esp();
      case "hl" -> new Hl();
      case "cpu" -> new Cpu();
      case "devgroup" -> new Devgroup();
      case "dccp" -> new Dccp();
      case "dst" -> new Dst();
      case "eui64" -> new Eui64();
      case "frag" -> new Frag();
      case "hbh" -> new Hbh();
      case "hashlimit" -> new Hashlimit();
      case "helper" -> new Helper();
      case "icmp" -> new Icmp();
      case "icmp6" -> new Icmp6();
      case "ipcomp" -> new Ipcomp();
      case "iprange" -> new Iprange();
      case "ipvs" -> new Ipvs();
      case "length" -> new Length();
      case "ipv6header" -> new Ipv6header();
      case "limit" -> new Limit();
      case "mac" -> new Mac();
      case "mark" -> new Mark();
      case "mh" -> new Mh();
      case "multiport" -> new Multiport();
      case "osf" -> new Osf();
      case "owner" -> new Owner();
      case "physdev" -> new Physdev();
      case "pkttype" -> new Pkttype();
      case "policy" -> new Policy();
      case "realm" -> new Realm();
      case "rpfilter" -> new Rpfilter();
      case "rt" -> new Rt();
      case "sctp" -> new Sctp();
      case "nfacct" -> new Nfacct();
      case "quota" -> new Quota();
      case "rateest" -> new Rateest();
      case "recent" -> new Recent();
      case "set" -> new SetMatch();
      case "socket" -> new Socket();
      case "srh" -> new Srh();
      case "state" -> new State();
      case "statistic" -> new Statistic();
      case "string" -> new StringMatch();
      case "tcp" -> new Tcp();
      case "tcpmss" -> new Tcpmss();
      case "tos" -> new Tos();
      case "ttl" -> new Ttl();
      case "time" -> new Time();
      case "u32" -> new U32();
      case "udp" -> new Udp();
      default -> null;
    };
  }

  private static @Nullable TargetExtension<?> newTarget(String name) {
    return switch (name) {
      case "AUDIT" -> new AuditTarget();
      case "CLASSIFY" -> new ClassifyTarget();
      case "CLUSTERIP" -> new ClusteripTarget();
      case "CONNMARK" -> new ConnmarkTarget();
      case "CONNSECMARK" -> new ConnsecmarkTarget();
      case "CT" -> new CtTarget();
      case "DNAT" -> new DnatTarget();
      case "DSCP" -> new DscpTarget();
      case "ECN" -> new EcnTarget();
      case "HL" -> new HlTarget();
      case "CHECKSUM" -> new ChecksumTarget();
      case "DNPT" -> new DnptTarget();
      case "HMARK" -> new HmarkTarget();
      case "IDLETIMER" -> new IdletimerTarget();
      case "LED" -> new LedTarget();
      case "LOG" -> new LogTarget();
      case "MARK" -> new MarkTarget();
      case "MASQUERADE" -> new MasqueradeTarget();
      case "NETMAP" -> new NetmapTarget();
      case "NFLOG" -> new NflogTarget();
      case "NFQUEUE" -> new NfqueueTarget();
      case "NOTRACK" -> new NotrackTarget();
      case "RATEEST" -> new RateestTarget();
      case "REDIRECT" -> new RedirectTarget();
      case "REJECT" -> new RejectTarget();
      case "SECMARK" -> new SecmarkTarget();
      case "SET" -> new SetTarget();
      case "SNAT" -> new SnatTarget();
      case "SNPT" -> new SnptTarget();
      case "SYNPROXY" -> new SynproxyTarget();
      case "TCPMSS" -> new TcpmssTarget();
      case "TCPOPTSTRIP" -> new TcpoptstripTarget();
      case "TEE" -> new TeeTarget();
      case "TOS" -> new TosTarget();
      case "TRACE" -> new TraceTarget();
      case "TTL" -> new TtlTarget();
      case "ULOG" -> new UlogTarget();
      case "TPROXY" -> new TproxyTarget();
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
