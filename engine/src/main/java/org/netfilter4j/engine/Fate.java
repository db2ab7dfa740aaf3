package org.netfilter4j.engine;

import org.netfilter4j.engine.route.Reason;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.RuleId;
import org.netfilter4j.model.TableName;
import org.netfilter4j.packet.Problem;

/** What became of a packet. */
public sealed interface Fate {

  /** A socket of the host gets it, or the host answers it itself (ping). */
  record Delivered() implements Fate {}

  /**
   * It leaves by an interface, forwarded or as the host's own.
   *
   * @param device the interface's name
   */
  record Sent(String device) implements Fate {}

  /** It is gone. */
  record Dropped(Cause cause) implements Fate {}

  /** A program in user space decides. */
  record Queued(RuleId rule) implements Fate {}

  /** A fragment that waits for the others; the last one to come gets the whole packet's fate. */
  record Held() implements Fate {}

  /** A target kept it for itself. */
  record Stolen(RuleId rule) implements Fate {}

  /**
   * An extension in the way can't be evaluated here, and nothing was assumed of it.
   *
   * @param extension its name
   * @param needs what it would need, as a phrase
   */
  record Unknown(RuleId rule, String extension, Label needs) implements Fate {}

  Fate DELIVERED = new Delivered();
  Fate HELD = new Held();

  /** Who dropped a packet, and why. */
  sealed interface Cause {
    /** A rule's target. */
    record ByRule(RuleId rule) implements Cause {}

    /** A match of a rule found the packet malformed (hotdrop). */
    record ByMatch(RuleId rule) implements Cause {}

    /** The policy of a built-in chain. */
    record ByPolicy(Mode mode, Family family, TableName table, String chain) implements Cause {}

    /** Routing found no way, or a way that ends here. */
    record ByRouting(Reason reason) implements Cause {}

    /** Connection tracking: its table is full, or the packet can't be translated. */
    record ByTracking(Hook hook, Label reason) implements Cause {}

    /** The receive path discards it before any hook. */
    record Malformed(Problem problem) implements Cause {}

    /**
     * A rule or policy of nf_tables that is none of iptables': only a live kernel tells of those.
     *
     * @param place the table and chain, as nft(8) takes them: "inet firewalld filter_INPUT"
     * @param handle the rule's number to the kernel; 0 for the chain's policy
     */
    record ByOthers(String place, long handle) implements Cause {}

    /** Anything else on the way: the reason says it. */
    record OnTheWay(Obstacle obstacle) implements Cause {}
  }

  /** What stops a packet between the hooks. */
  enum Obstacle {
    TTL_EXCEEDED("its TTL ran out", "TTL 已耗尽"),
    TOO_BIG("it is larger than the MTU of the way and may not be fragmented", "数据包大于路径 MTU 且不允许分片"),
    NOT_FOR_US("its link-layer destination is another host", "链路层目的地址是其他主机"),
    NOT_UNICAST_FRAME("a link-layer broadcast is never forwarded", "链路层广播帧不会被转发"),
    NO_INTERFACE("there is no such interface", "没有这个接口"),
    INTERFACE_DOWN("the interface is down", "接口已关闭"),
    LINK_LOCAL_SOURCE("a link-local source is not forwarded", "链路本地源地址不会被转发"),
    TOO_DEEP("jumps are nested too deeply", "跳转嵌套过深"),
    BAD_FRAGMENT("its fragments don't fit together", "分片无法重组"),
    LOOP("the host's own packets answer each other without end", "主机自身的数据包互相应答，没有尽头"),
    NOT_SEEN_AGAIN(
        "it was not seen again, so no rule dropped it: routing, or what comes after the rules",
        "之后再未出现，并非被规则丢弃：由路由或规则之后的环节丢弃");

    private final Label label;

    Obstacle(String en, String zh) {
      label = new Label(en, zh);
    }

    /** The reason in words. */
    public Label label() {
      return label;
    }
  }
}
