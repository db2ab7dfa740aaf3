package org.netfilter4j.linux;

/** The names of numbers that routes and policy rules have, of iproute2's files. */
final class RouteNames {
  final NumberNames tables =
      new NumberNames("rt_tables", "253", "default", "254", "main", "255", "local");
  final NumberNames protocols =
      new NumberNames(
          "rt_protos", "0", "unspec", "1", "redirect", "2", "kernel", "3", "boot", "4", "static");
  final NumberNames scopes =
      new NumberNames(
          "rt_scopes",
          "0",
          "global",
          "255",
          "nowhere",
          "254",
          "host",
          "253",
          "link",
          "200",
          "site");
  final NumberNames realms = new NumberNames("rt_realms", "0", "unknown");
  final NumberNames services = new NumberNames("rt_dsfield");
}
