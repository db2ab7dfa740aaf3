package org.netfilter4j.conformance.command;

import java.util.List;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.linux.LegacyEntries;
import org.netfilter4j.linux.NetworkNamespace;
import org.netfilter4j.linux.NftRuleBytes;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;

/**
 * Our tools on the kernel's tables: in a namespace of their own, and, to list what the C tools
 * wrote, in theirs.
 */
final class KernelSide {
  private final Mode mode;
  private final Namespace judged;
  private final Namespace namespace;
  private final OurTools visitors;

  KernelSide(Mode mode, Namespace judged, Namespace namespace) {
    this.mode = mode;
    this.judged = judged;
    this.namespace = namespace;
    this.visitors = OurTools.onKernel(mode, NetworkNamespace.of(judged.file()));
  }

  Namespace namespace() {
    return namespace;
  }

  /** Our tools in the C tools' namespace. */
  OurTools visitors() {
    return visitors;
  }

  /** The C tools' tables as the C tools list them twice, and as they are. */
  String judgedTables() {
    String saved = saved(judged);
    return saved + saved + raw(judged);
  }

  /** Our tables as the C tools list them, the C tools' as ours do, and ours as they are. */
  String ourTables() {
    StringBuilder text = new StringBuilder(saved(namespace));
    for (String program : List.of("iptables-save", "ip6tables-save")) {
      text.append(Saved.normal(visitors.run(List.of(program, "-c")).stdout(), mode));
    }
    return text + raw(namespace);
  }

  private String saved(Namespace of) {
    String word = mode.word();
    return Saved.normal(list(of, "iptables-" + word + "-save -c"), mode)
        + Saved.normal(list(of, "ip6tables-" + word + "-save -c"), mode);
  }

  private String raw(Namespace of) {
    return mode == Mode.NFT
        ? list(of, "nft list ruleset") + bytes(of)
        : LegacyEntries.dump(of.file(), Family.IPV4) + LegacyEntries.dump(of.file(), Family.IPV6);
  }

  private static String bytes(Namespace of) {
    return String.join("\n", NftRuleBytes.read(of.file(), Family.IPV4))
        + String.join("\n", NftRuleBytes.read(of.file(), Family.IPV6));
  }

  private static String list(Namespace of, String command) {
    return of.shell().run(Command.line(command)).stdout();
  }
}
