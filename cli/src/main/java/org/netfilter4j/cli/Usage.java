package org.netfilter4j.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.agent.AgentOptions;

/** What the program can do, in words. */
final class Usage {
  static final String VERSION = "0.1.0";

  static final String ALL =
      """
      nf4j: netfilter, iptables and ipset for the JVM

      usage: nf4j [--host DIR] COMMAND …

        iptables, ip6tables               as the C tools; also with -nft and -legacy
        iptables-save, iptables-restore   and the IPv6 ones
        iptables-translate, iptables-restore-translate, iptables-xml, iptables-apply
        xtables-nft-multi, xtables-legacy-multi, with the name of a tool
        ipset, ipset-translate, conntrack
        monitor     what changes in the kernel's rules, and what traced packets meet, as it happens
        why         which rule decides a packet, and what to do about it
        show        the rules of both modes, and whose they are
        trace       what the kernel does with packets that are on their way now
        replay      a capture through a host
        watch       the counters of the kernel's rules as they move
        bisect      which rule of the kernel keeps packets from getting through, by trying
        host        new, show, check, capture: the host directories that commands work on
        mode        which mode the kernel's rules are in, nft or legacy, and why
        apply       new rules and sets on trial: taken back unless somebody says that all is well
        persist     rules and sets that are there again after a restart: save, restore, status, install
        agent       keeps a directory of rules applied, on the kernel, and repairs what others undo
        daemon      stands by, so that the commands of an installed copy need not start a JVM
        completion  the script for bash or zsh that completes commands
        install     DIR [LINKS]: a copy in DIR that needs no sources and starts sooner; with LINKS,
                    symlinks of all programs in that folder
        names       the names that it can be called by
        help, version

      A host is a directory (--host DIR, or NF4J_HOST; else one of your own).
      NF4J_MODE=nft|legacy says whose rules iptables works on (default nft).
      Called by another name (a symlink named iptables, ipset …) nf4j is that program.\
      """;

  static final String WHY =
      """
      usage: nf4j why [--host DIR|--kernel] PACKET [--brief|--all] [--json] [--lang en|zh]

      PACKET, with the flags of a rule:
        -i INTERFACE        it comes in by; without, the host itself sends it
        -s ADDRESS -d ADDRESS
        -p PROTOCOL --sport PORT --dport PORT --icmp-type TYPE[/CODE]
        --tcp-flags FLAGS   those that are set (default SYN)
        --ctstate NEW|ESTABLISHED|RELATED
        --mark N --mac-source MAC --ttl N --tos N --length BYTES
        --uid-owner USER --gid-owner GROUP
        -4, -6
      or from a capture:
        --pcap FILE --packet N [-i INTERFACE]
      or held beside what the kernel does with one that comes (and what bisect finds):
        --compare PACKETS [--time SECONDS] [--test COMMAND]

      The exit code is 0 where the packet passes, 1 where it does not, 2 for a mistake.\
      """;

  static final String HOST =
      """
      usage: nf4j host new DIR [INTERFACE=ADDRESS/PREFIX … [GATEWAY]]
                              a host with loopback and these interfaces
             nf4j host show DIR     what is in it
             nf4j host check DIR    whether all of it can be read
             nf4j host capture DIR  records this live machine (Linux, as root)
             nf4j host capture      prints the shell script that does the same where there is no
                                    Java: nf4j host capture >capture.sh; sh capture.sh DIR\
      """;

  static final String MODE =
      """
      usage: nf4j mode [--lang en|zh]
                              which mode is in use in the kernel of this machine, and why; what
                              each mode holds, and which of them comes first. Changes nothing.\
      """;

  static final String MONITOR =
      """
      usage: nf4j --kernel monitor [-e|--event] [-t|--trace] [-4|--ipv4] [-6|--ipv6] [-c|--counters]
                              as xtables-monitor: what changes in the rules, by which program, and
                              each step of packets that -j TRACE marks; nft mode. Ends on Ctrl-C.\
      """;

  static final String COMPLETION =
      """
      usage: nf4j completion bash|zsh [PROGRAM…]
                              the script that completes nf4j, iptables, ipset and their kin:
                              source <(nf4j completion bash)   in ~/.bashrc
                              source <(nf4j completion zsh)    in ~/.zshrc
                              PROGRAM: these alone, where others are not this program's\
      """;

  /** The commands that are the program's own. */
  enum Command {
    WHY("why", "which rule decides a packet", Usage.WHY),
    SHOW("show", "the rules of both modes, and whose they are", ShowCommand.USAGE),
    TRACE("trace", "what the kernel does with packets", TraceCommand.USAGE),
    REPLAY("replay", "a capture through a host", ReplayCommand.USAGE),
    WATCH("watch", "the counters of the kernel's rules as they move", WatchCommand.USAGE),
    BISECT("bisect", "which rule of the kernel drops, by trying", BisectCommand.USAGE),
    HOST("host", "host directories", Usage.HOST),
    MODE("mode", "which mode the kernel's rules are in", Usage.MODE),
    MONITOR("monitor", "what changes in the kernel's rules, as it happens", Usage.MONITOR),
    AGENT("agent", "keeps a directory of rules applied", AgentOptions.usage()),
    DAEMON("daemon", "stands by for the commands of this copy", DaemonCommand.USAGE),
    APPLY("apply", "new rules on trial", ApplyCommand.USAGE),
    PERSIST("persist", "rules and sets that outlive a restart", PersistCommand.USAGE),
    COMPLETION("completion", "a script for the shell", Usage.COMPLETION),
    HELP("help", "what there is", ""),
    VERSION("version", "", "");

    private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--?[a-z4-6][a-z-]*");

    private final String word;
    private final String about;
    private final String usage;

    Command(String word, String about, String usage) {
      this.word = word;
      this.about = about;
      this.usage = usage;
    }

    String word() {
      return word;
    }

    String about() {
      return about;
    }

    static @Nullable Command find(String word) {
      for (Command command : values()) {
        if (command.word.equals(word)) {
          return command;
        }
      }
      return null;
    }

    /** What can follow, as the usage text says it: its own words, options, or their values. */
    List<String> words(List<String> before, Supplier<List<String>> interfaces) {
      if (before.isEmpty()) {
        List<String> first = after("nf4j " + word, "[a-z|]+");
        if (!first.isEmpty()) {
          return first;
        }
      }
      List<String> options = new ArrayList<>();
      Matcher matcher = OPTION.matcher(usage);
      while (matcher.find()) {
        if (!options.contains(matcher.group())) {
          options.add(matcher.group());
        }
      }
      String last = before.isEmpty() ? "" : before.getLast();
      if (options.contains(last) && !after(last, "INTERFACE").isEmpty()) {
        return interfaces.get();
      }
      if (options.contains(last) && !after(last, "[A-Z]+|[a-zA-Z]+\\|[a-zA-Z|]+").isEmpty()) {
        // A word in capitals stands for what is the user's to know.
        return after(last, "[a-zA-Z]+\\|[a-zA-Z|]+");
      }
      options.removeAll(before);
      return options;
    }

    /** What stands in the usage after a word, alternatives apart. */
    private List<String> after(String last, String shape) {
      List<String> found = new ArrayList<>();
      Matcher matcher =
          Pattern.compile("(?<![\\w-])" + Pattern.quote(last) + " (" + shape + ")(?![\\w|])")
              .matcher(usage);
      while (matcher.find()) {
        for (String each : matcher.group(1).split("\\|", -1)) {
          if (!found.contains(each)) {
            found.add(each);
          }
        }
      }
      return found;
    }
  }

  private Usage() {}

  static void print(PrintStream out) {
    out.println(ALL);
  }

  /** Somebody asked for help. */
  static final class Wanted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Wanted(String text) {
      super(text, null, false, false);
    }
  }
}
