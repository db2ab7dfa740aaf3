package org.netfilter4j.xt;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Match;
import org.netfilter4j.model.Target;
import org.netfilter4j.xt.match.Addrtype;
import org.netfilter4j.xt.match.Comment;
import org.netfilter4j.xt.match.Connmark;
import org.netfilter4j.xt.match.Conntrack;
import org.netfilter4j.xt.match.Icmp;
import org.netfilter4j.xt.match.Icmp6;
import org.netfilter4j.xt.match.Iprange;
import org.netfilter4j.xt.match.Limit;
import org.netfilter4j.xt.match.Mac;
import org.netfilter4j.xt.match.Mark;
import org.netfilter4j.xt.match.Multiport;
import org.netfilter4j.xt.match.Owner;
import org.netfilter4j.xt.match.Physdev;
import org.netfilter4j.xt.match.Pkttype;
import org.netfilter4j.xt.match.SetMatch;
import org.netfilter4j.xt.match.State;
import org.netfilter4j.xt.match.Statistic;
import org.netfilter4j.xt.match.Tcp;
import org.netfilter4j.xt.match.Udp;
import org.netfilter4j.xt.nft.NativeForm;
import org.netfilter4j.xt.target.ConnmarkTarget;
import org.netfilter4j.xt.target.CtTarget;
import org.netfilter4j.xt.target.DnatTarget;
import org.netfilter4j.xt.target.LogTarget;
import org.netfilter4j.xt.target.MarkTarget;
import org.netfilter4j.xt.target.MasqueradeTarget;
import org.netfilter4j.xt.target.NotrackTarget;
import org.netfilter4j.xt.target.RedirectTarget;
import org.netfilter4j.xt.target.RejectTarget;
import org.netfilter4j.xt.target.SetTarget;
import org.netfilter4j.xt.target.SnatTarget;
import org.netfilter4j.xt.target.TcpmssTarget;
import org.netfilter4j.xt.target.TproxyTarget;

/**
 * The index of extensions: a name gives a descriptor, and only the named one's class is loaded. A
 * name that is not in the index is looked for among the services of other jars.
 */
public final class Extensions {
  private static final Map<String, MatchExtension<?>> MATCHES = new HashMap<>();
  private static final Map<String, TargetExtension<?>> TARGETS = new HashMap<>();

  private Extensions() {}

  /** The names of all matches of the index. */
  public static final List<String> MATCH_NAMES =
      List.of(
          "addrtype",
          "comment",
          "connmark",
          "conntrack",
          "icmp",
          "icmp6",
          "iprange",
          "limit",
          "mac",
          "mark",
          "multiport",
          "owner",
          "physdev",
          "pkttype",
          "set",
          "state",
          "statistic",
          "tcp",
          "udp");

  /** The names of all targets of the index. */
  public static final List<String> TARGET_NAMES =
      List.of(
          "CONNMARK",
          "CT",
          "DNAT",
          "LOG",
          "MARK",
          "MASQUERADE",
          "NOTRACK",
          "REDIRECT",
          "REJECT",
          "SET",
          "SNAT",
          "TCPMSS",
          "TPROXY");

  private static @Nullable MatchExtension<?> newMatch(String name) {
    return switch (name) {
      case "addrtype" -> new Addrtype();
      case "comment" -> new Comment();
      case "connmark" -> new Connmark();
      case "conntrack" -> new Conntrack();
      case "icmp" -> new Icmp();
      case "icmp6" -> new Icmp6();
      case "iprange" -> new Iprange();
      case "limit" -> new Limit();
      case "mac" -> new Mac();
      case "mark" -> new Mark();
      case "multiport" -> new Multiport();
      case "owner" -> new Owner();
      case "physdev" -> new Physdev();
      case "pkttype" -> new Pkttype();
      case "set" -> new SetMatch();
      case "state" -> new State();
      case "statistic" -> new Statistic();
      case "tcp" -> new Tcp();
      case "udp" -> new Udp();
      default -> null;
    };
  }

  private static @Nullable TargetExtension<?> newTarget(String name) {
    return switch (name) {
      case "CONNMARK" -> new ConnmarkTarget();
      case "CT" -> new CtTarget();
      case "DNAT" -> new DnatTarget();
      case "LOG" -> new LogTarget();
      case "MARK" -> new MarkTarget();
      case "MASQUERADE" -> new MasqueradeTarget();
      case "NOTRACK" -> new NotrackTarget();
      case "REDIRECT" -> new RedirectTarget();
      case "REJECT" -> new RejectTarget();
      case "SET" -> new SetTarget();
      case "SNAT" -> new SnatTarget();
      case "TCPMSS" -> new TcpmssTarget();
      case "TPROXY" -> new TproxyTarget();
      default -> null;
    };
  }

  /** The matches that nf_tables has expressions of its own for. */
  public static List<NativeForm<?>> nativeForms() {
    return Native.FORMS;
  }

  /** Made when the first rule of nft mode is read. */
  private static final class Native {
    static final List<NativeForm<?>> FORMS = List.of(new Limit(), new Mark(), new Tcp(), new Udp());
  }

  /** The match of that name that exists for that family, or null. */
  public static synchronized @Nullable MatchExtension<?> match(String name, Family family) {
    MatchExtension<?> found = MATCHES.get(name);
    if (found == null) {
      found = newMatch(name);
      if (found == null) {
        for (MatchExtension<?> other : ServiceLoader.load(MatchExtension.class)) {
          if (other.name().equals(name)) {
            found = other;
          }
        }
      }
      if (found == null) {
        return null;
      }
      MATCHES.put(name, found);
    }
    return found.families().contains(family) ? found : null;
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

  /** The descriptor of a match that stands in a rule, typed for it. */
  @SuppressWarnings("unchecked")
  public static <M extends Match> MatchExtension<M> of(M match, Family family) {
    MatchExtension<?> found = match(match.name(), family);
    if (found == null || !found.type().isInstance(match)) {
      throw new IllegalStateException("no extension for match " + match.name());
    }
    return (MatchExtension<M>) found;
  }

  /** The descriptor of a target that stands in a rule, typed for it. */
  @SuppressWarnings("unchecked")
  public static <T extends Target.Extended> TargetExtension<T> of(T target, Family family) {
    TargetExtension<?> found = target(target.name(), family);
    if (found == null || !found.type().isInstance(target)) {
      throw new IllegalStateException("no extension for target " + target.name());
    }
    return (TargetExtension<T>) found;
  }
}
