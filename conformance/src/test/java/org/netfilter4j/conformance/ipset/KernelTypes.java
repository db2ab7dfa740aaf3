package org.netfilter4j.conformance.ipset;

import java.util.ArrayList;
import java.util.List;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.xt.set.SetType;
import org.netfilter4j.xt.set.SetTypes;

/** The set types that the judge's kernel has; the others can't be compared with it. */
final class KernelTypes {
  private KernelTypes() {}

  static List<String> find() {
    List<Command> script = new ArrayList<>();
    for (SetType type : SetTypes.all()) {
      String range =
          switch (type.name()) {
            case "bitmap:port" -> " range 1-2";
            case "bitmap:ip", "bitmap:ip,mac" -> " range 10.0.0.0/24";
            default -> "";
          };
      script.add(Command.line("ipset create x " + type.name() + range));
      script.add(Command.line("ipset destroy"));
    }
    List<String> names = new ArrayList<>();
    try (Namespace namespace = Namespace.open()) {
      List<Result> results = namespace.shell().runAll(script);
      for (int i = 0; i < SetTypes.all().size(); i++) {
        if (results.get(2 * i).ok()) {
          names.add(SetTypes.all().get(i).name());
        }
      }
    }
    return List.copyOf(names);
  }
}
