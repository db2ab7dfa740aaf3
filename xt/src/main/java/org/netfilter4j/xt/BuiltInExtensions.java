package org.netfilter4j.xt;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;
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
 * The extensions that come with this module, each made by its name: only the named one's class is
 * loaded. Those of other jars are services, see {@link Extensions}.
 */
final class BuiltInExtensions {
  private BuiltInExtensions() {}

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

  /**
   * A new descriptor of the match of that name, which may not exist for that family; null where
   * there is none here.
   */
  static @Nullable MatchExtension<?> match(String name, Family family) {
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

  /** A new descriptor of the target of that name; null where there is none here. */
  static @Nullable TargetExtension<?> target(String name) {
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
}
