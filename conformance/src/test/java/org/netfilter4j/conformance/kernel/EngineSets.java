package org.netfilter4j.conformance.kernel;

import java.util.ArrayList;
import java.util.List;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.xt.set.IpSet;
import org.netfilter4j.xt.set.SetEntry;
import org.netfilter4j.xt.set.SetHeader;
import org.netfilter4j.xt.set.SetNamespace;
import org.netfilter4j.xt.set.SetTypes;

/** The laboratory's sets, as the engine has them. */
final class EngineSets {
  private EngineSets() {}

  static SetNamespace of(String lines) {
    SetNamespace sets = new SetNamespace(() -> 7);
    for (String set : Laboratory.SETS) {
      String[] w = set.split(" ");
      boolean v6 = set.contains("inet6");
      boolean fam = w[1].startsWith("hash");
      SetHeader h = new SetHeader(fam ? v6 ? Family.IPV6 : Family.IPV4 : null, 1024, 65536, -1, null,
        set.contains("timeout") ? 0 : -1, set.contains("counters"), false, false, false, 12, 7, 0, 65535, 8);
      var e = sets.create(w[0], SetTypes.find(w[1]), h, false);
      if (e != null) throw new IllegalStateException(set + e);
    }
    for (String line : lines.lines().toList()) {
      String[] w = line.split(" ");
      IpSet set = sets.find(w[2]);
      SetEntry e = new SetEntry();
      String[] parts = w[3].split(",");
      if (w[2].startsWith("list")) { e.name = w[3]; }
      else if (w[2].equals("ports")) { e.port = Integer.parseInt(w[3]); }
      else {
        int slash = parts[0].indexOf('/');
        e.ip = Address.parse(slash < 0 ? parts[0] : parts[0].substring(0, slash));
        if (slash >= 0) e.cidr = Integer.parseInt(parts[0].substring(slash + 1));
        if (parts.length > 1) {
          String[] p = parts[1].split(":");
          e.protocol = switch (p[0]) { case "tcp" -> 6; case "udp" -> 17; case "icmp" -> 1; default -> 58; };
          e.port = p[1].contains("/") ? Integer.parseInt(p[1].split("/")[0]) << 8 | Integer.parseInt(p[1].split("/")[1]) : Integer.parseInt(p[1]);
        }
      }
      e.nomatch = line.endsWith("nomatch");
      var err = sets.add(set, e, true, 0);
      if (err != null) throw new IllegalStateException(line + err);
    }
    return sets;
  }

  static List<String> elements(SetNamespace sets, long now) {
    return new ArrayList<>();
  }
}
