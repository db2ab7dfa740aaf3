package org.netfilter4j.xt.target;

import java.util.List;
import java.util.Locale;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.Rejected;
import org.netfilter4j.xt.RuleContext;
import org.netfilter4j.xt.option.Offer;
import org.netfilter4j.xt.option.Syntax;

/** The name of an answer, or the beginning of one. */
enum RejectType implements Syntax<RejectWith> {
  TYPE;

  @Override
  public RejectWith parse(String text, String owner, String option, RuleContext context) {
    RejectWith with = RejectWith.find(context.family(), text);
    if (with != null) {
      return with;
    }
    String lower = text.toLowerCase(Locale.ROOT);
    if (context.family() == Family.IPV4
        && ("echo-reply".startsWith(lower) || "echoreply".startsWith(lower))) {
      context.warn("--reject-with echo-reply no longer supported");
    }
    throw Rejected.parameter("unknown reject type \"" + text + "\"");
  }

  @Override
  public Offer offer(Family family, int word) {
    return Offer.one(RejectWith.names(family));
  }

  @Override
  public String placeholder() {
    return "type";
  }

  @Override
  public Samples samples() {
    return new Samples(
        List.of(
            "icmp-net-unreachable",
            "host-unreach",
            "icmp-proto-unreachable",
            "port",
            "net-prohib",
            "icmp-host-prohibited",
            "icmp-admin-prohibited",
            "tcp-reset",
            "tcp-rst",
            "icmp6-no-route",
            "adm-prohibited",
            "ICMP6-addr",
            "icmp6-port-unreachable",
            "icmp6-policy-fail",
            "reject-route",
            ""),
        List.of("x", "icmp-net-unreachable2", "icmp6-not-neighbour", "echo"));
  }
}
