package org.netfilter4j.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.diagnose.Tongue;
import org.netfilter4j.linux.KernelException;
import org.netfilter4j.linux.ModeChoice;
import org.netfilter4j.linux.ModeSurvey;
import org.netfilter4j.linux.NetworkNamespace;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Label.Language;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.TableName;
import org.netfilter4j.xt.Rejected;

/**
 * {@code nf4j mode}: which mode is in use in the kernel, what each holds, and what comes of it
 * where both have rules. Exit code 1 where nothing can be seen of either.
 */
final class ModeCommand {
  private final Nf4j nf4j;
  private final PrintStream out;
  private Tongue tongue = new Tongue(Language.ENGLISH, false);

  ModeCommand(Nf4j nf4j) {
    this.nf4j = nf4j;
    this.out = nf4j.out();
  }

  int run(List<String> words) {
    Language language = null;
    for (int at = 0; at < words.size(); at++) {
      switch (words.get(at)) {
        case "-h", "--help" -> throw new Usage.Wanted(Usage.MODE);
        case "--lang" -> language = Terminal.language(OptionValues.text(words, at++));
        default ->
            throw Rejected.parameter(
                "mode: unknown word \"" + words.get(at) + "\"; see nf4j mode --help");
      }
    }
    tongue = new Tongue(Terminal.language(language, nf4j), false);
    ModeSurvey survey;
    try {
      survey = ModeSurvey.of(NetworkNamespace.own());
    } catch (KernelException e) {
      nf4j.err().println("nf4j: " + e.getMessage());
      return 1;
    }
    return tell(survey);
  }

  /** Prints what a survey found; gives the exit code. */
  int tell(ModeSurvey survey) {
    ModeChoice choice = ModeChoice.of(survey);
    String mode = choice.mode().word();
    switch (choice.reason()) {
      case NEITHER -> {
        say(
            "This kernel has neither nf_tables nor legacy tables.",
            "此内核既没有 nf_tables，也没有 legacy 表。");
        return 1;
      }
      case NO_RIGHT -> {
        say(
            "There is no right to look: run it as root (CAP_NET_ADMIN and CAP_NET_RAW).",
            "没有查看的权限：请以 root 运行（CAP_NET_ADMIN 和 CAP_NET_RAW）。");
        return 1;
      }
      case HINT, MORE_RULES, EQUALLY_MANY, NO_RULES, ONLY_ONE -> {}
    }
    say("mode: " + mode, "模式：" + mode);
    why(choice, survey);
    for (TableName table : TableName.values()) {
      for (Family family : Family.values()) {
        table(survey, table, family);
      }
    }
    if (!survey.others().isEmpty()) {
      String names = String.join(", ", survey.others());
      say(
          "nf_tables also has tables that are not iptables': " + names,
          "nf_tables 中还有不属于 iptables 的表：" + names);
    }
    both(survey);
    return 0;
  }

  private void say(String english, String chinese) {
    out.println(tongue.say(english, chinese));
  }

  private void why(ModeChoice choice, ModeSurvey survey) {
    long nft = survey.rules(Mode.NFT);
    long legacy = survey.rules(Mode.LEGACY);
    String mode = choice.mode().word();
    switch (choice.reason()) {
      case HINT ->
          say(
              "why: the kubelet has made its chain there (KUBE-IPTABLES-HINT or"
                  + " KUBE-KUBELET-CANARY)",
              "原因：kubelet 在其中建立了自己的链（KUBE-IPTABLES-HINT 或 KUBE-KUBELET-CANARY）");
      case MORE_RULES ->
          say(
              "why: it has more rules, IPv4 and IPv6 together: nft " + nft + ", legacy " + legacy,
              "原因：它的规则更多（IPv4 与 IPv6 合计）：nft " + nft + " 条，legacy " + legacy + " 条");
      case EQUALLY_MANY ->
          say(
              "why: both modes have " + nft + " rules, and nft is the mode of today's systems",
              "原因：两种模式各有 " + nft + " 条规则，而 nft 是当今系统的模式");
      case NO_RULES ->
          say(
              "why: neither mode has rules, and nft is the mode of today's systems",
              "原因：两种模式都没有规则，而 nft 是当今系统的模式");
      case ONLY_ONE -> say("why: this kernel has " + mode + " alone", "原因：此内核只有 " + mode);
      case NEITHER, NO_RIGHT -> {}
    }
  }

  private void table(ModeSurvey survey, TableName table, Family family) {
    List<String> parts = new ArrayList<>();
    for (Mode mode : Mode.values()) {
      ModeSurvey.Held held = held(survey, mode, table, family);
      if (held != null) {
        parts.add(
            tongue.say(
                mode.word()
                    + " "
                    + counted(held.rules(), "rule")
                    + " in "
                    + counted(held.chains(), "chain"),
                mode.word() + " " + held.rules() + " 条规则，" + held.chains() + " 条链"));
      }
    }
    if (!parts.isEmpty()) {
      String name = String.format(Locale.ROOT, "  %-9s%s  ", table.word(), word(family));
      out.println(name + String.join(tongue.say(", ", "；"), parts));
    }
  }

  private static String counted(int number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }

  private static String word(Family family) {
    return family == Family.IPV4 ? "IPv4" : "IPv6";
  }

  private static ModeSurvey.@Nullable Held held(
      ModeSurvey survey, Mode mode, TableName table, Family family) {
    for (ModeSurvey.Held held : survey.tables()) {
      if (held.mode() == mode && held.table() == table && held.family() == family) {
        return held;
      }
    }
    return null;
  }

  /** What comes of it where both modes have rules. */
  private void both(ModeSurvey survey) {
    Set<TableName> shared = EnumSet.noneOf(TableName.class);
    for (ModeSurvey.Held held : survey.tables()) {
      ModeSurvey.Held other =
          held.mode() == Mode.NFT ? held(survey, Mode.LEGACY, held.table(), held.family()) : null;
      if (other != null && held.rules() > 0 && other.rules() > 0) {
        shared.add(held.table());
      }
    }
    if (survey.rules(Mode.NFT) == 0 || survey.rules(Mode.LEGACY) == 0) {
      return;
    }
    say(
        "Both modes have rules. A packet passes through both: what either of them drops is dropped,"
            + " and ACCEPT in one does not spare it the other.",
        "两种模式都有规则。数据包要经过这两种模式：任何一方丢弃，数据包就被丢弃；一方的 ACCEPT 并不能使它免于另一方的检查。");
    if (shared.isEmpty()) {
      return;
    }
    if (shared.remove(TableName.SECURITY)) {
      int legacy = TableName.SECURITY.priority(Hook.INPUT, Mode.LEGACY);
      int nft = TableName.SECURITY.priority(Hook.INPUT, Mode.NFT);
      say(
          "security: legacy runs first, at priority " + legacy + "; nft has " + nft,
          "security：legacy 先运行，优先级为 " + legacy + "；nft 为 " + nft);
    }
    for (TableName table : shared) {
      first(table.word(), survey.first().getOrDefault(table, Set.of()));
    }
    if (shared.contains(TableName.NAT)) {
      say(
          "nat: the first that translates a connection decides; the other is not asked any more",
          "nat：先对连接做转换的一方决定结果，另一方不再被询问");
    }
  }

  private void first(String table, Set<Mode> first) {
    if (first.isEmpty()) {
      say(
          table
              + ": both stand at the same priority, and the one that was registered last runs"
              + " first; this kernel does not tell which that is",
          table + "：两者的优先级相同，后注册的先运行；此内核不说明是哪一个");
    } else if (first.size() > 1) {
      say(
          table
              + ": both stand at the same priority; in some chains nft runs first, in others"
              + " legacy",
          table + "：两者的优先级相同；在有的链中 nft 先运行，在有的链中 legacy 先运行");
    } else {
      String word = first.iterator().next().word();
      say(
          table + ": both stand at the same priority, and " + word + " runs first",
          table + "：两者的优先级相同，" + word + " 先运行");
    }
  }
}
