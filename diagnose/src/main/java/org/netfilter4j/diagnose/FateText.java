package org.netfilter4j.diagnose;

import org.netfilter4j.engine.Fate;

/** What became of a packet, in words. */
public final class FateText {
  private FateText() {}

  /** Whether the packet reached where it was going. */
  static boolean passed(Fate fate) {
    return switch (fate) {
      case Fate.Delivered _, Fate.Sent _ -> true;
      case Fate.Dropped _, Fate.Queued _, Fate.Held _, Fate.Stolen _, Fate.Unknown _ -> false;
    };
  }

  /** "dropped by rule filter INPUT 3 (nft)". */
  public static String of(Fate fate, Tongue tongue) {
    return switch (fate) {
      case Fate.Delivered _ -> tongue.say("accepted, delivered to this host", "已接受，送达本机");
      case Fate.Sent sent -> tongue.say("accepted, sent out of ", "已接受，从接口发出：") + sent.device();
      case Fate.Dropped dropped -> tongue.say("dropped ", "已丢弃，") + cause(dropped.cause(), tongue);
      case Fate.Queued _ -> tongue.say("queued for a program in user space", "进入用户空间队列");
      case Fate.Held _ -> tongue.say("held until the other fragments come", "等待其余分片");
      case Fate.Stolen _ -> tongue.say("kept by the target", "由目标扩展接管");
      case Fate.Unknown unknown ->
          tongue.say(
              "can't be told: "
                  + (unknown.extension().isEmpty() ? "it" : unknown.extension())
                  + " would need "
                  + unknown.needs().en(),
              "无法判断："
                  + (unknown.extension().isEmpty() ? "" : unknown.extension() + " ")
                  + "需要"
                  + unknown.needs().zh());
    };
  }

  /** What is none of iptables', and the command that shows it. */
  static String others(String place, long handle, Tongue tongue) {
    int last = place.lastIndexOf(' ');
    String table = place.substring(0, Math.max(last, 0));
    String chain = place.substring(last + 1);
    return (handle == 0
            ? tongue.say("the policy of chain ", "默认策略，链 ")
            : tongue.say(
                "rule with handle " + handle + " of chain ", "规则（handle " + handle + "），链 "))
        + chain
        + tongue.say(" of nftables' own table ", "，nftables 自己的表 ")
        + table
        + tongue.say(" (nft -a list chain ", "（nft -a list chain ")
        + place
        + tongue.say(" shows it)", " 可查看）");
  }

  private static String cause(Fate.Cause cause, Tongue tongue) {
    return switch (cause) {
      case Fate.Cause.ByRule by -> tongue.say("by rule ", "规则：") + RuleName.of(by.rule());
      case Fate.Cause.ByMatch by ->
          tongue.say("as malformed by a match of rule ", "数据包异常，规则：") + RuleName.of(by.rule());
      case Fate.Cause.ByPolicy by ->
          tongue.say("by the policy of chain ", "默认策略，链 ")
              + by.chain()
              + tongue.say(", table ", "，表 ")
              + by.table().word();
      case Fate.Cause.ByRouting by ->
          tongue.say("by routing: ", "路由：") + tongue.say(by.reason().label());
      case Fate.Cause.ByTracking by ->
          tongue.say("by connection tracking: ", "连接跟踪：") + tongue.say(by.reason());
      case Fate.Cause.Malformed malformed ->
          tongue.say("on arrival, malformed: ", "收到时即异常：")
              + tongue.say(malformed.problem().label());
      case Fate.Cause.ByOthers by ->
          tongue.say("by ", "被") + others(by.place(), by.handle(), tongue);
      case Fate.Cause.OnTheWay on ->
          tongue.say("on the way: ", "途中：") + tongue.say(on.obstacle().label());
    };
  }
}
