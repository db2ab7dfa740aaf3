package org.netfilter4j.command;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.xt.Extension;
import org.netfilter4j.xt.MatchExtension;

/** The text of {@code -h}. */
final class Help {
  /** A base option's line: its long name, and the last column. */
  private static final Pattern LINE =
      Pattern.compile("^\\W*--([a-z0-9-]+)(?:.*?\\s{2,}|\\s+)(?:-\\w\\b.*?(?:\\s{2,}|$))?(.*)$");

  private Help() {}

  /** What the help says of each base option, by its long name. */
  static Map<String, String> options(Family family) {
    Map<String, String> about = new HashMap<>();
    text("", family, Mode.NFT, List.of())
        .lines()
        .forEach(line -> {
          Matcher matcher = LINE.matcher(line);
          if (matcher.matches()) {
            about.put(matcher.group(1), matcher.group(2).strip());
          }
        });
    return about;
  }

  static String text(String program, Family family, Mode mode, List<Extension> used) {
    StringBuilder out = new StringBuilder();
    out.append(program).append(" v").append(Environment.VERSION);
    out.append(" (").append(mode.versionWord()).append(")\n\n");
    String lead = "Usage: ";
    for (String usage :
        List.of(
            "-[ACD] chain rule-specification [options]",
            "-I chain [rulenum] rule-specification [options]",
            "-R chain rulenum rule-specification [options]",
            "-D chain rulenum [options]",
            "-[LS] [chain [rulenum]] [options]",
            "-[FZ] [chain [rulenum]] [options]",
            "-[NX] chain",
            "-E old-chain new-chain",
            "-P chain target [options]",
            "-h")) {
      out.append(lead).append(program).append(' ').append(usage).append('\n');
      lead = "       ";
    }
    out.append(
        """

        Commands, long or short:
          --append        -A chain            add a rule at the end of a chain
          --check         -C chain            does a rule exist?
          --delete        -D chain [rulenum]  delete the matching rule, or the one of that number
          --insert        -I chain [rulenum]  add a rule before number rulenum (first if not given)
          --replace       -R chain rulenum    put a rule in the place of another
          --list          -L [chain [rulenum]]  list rules in a table
          --list-rules    -S [chain [rulenum]]  print rules as they are written
          --flush         -F [chain]          delete all rules of a chain, or of all chains
          --zero          -Z [chain [rulenum]]  set counters to zero
          --new-chain     -N chain            make a chain
          --delete-chain  -X [chain]          delete a chain, or all that are not built in
          --policy        -P chain target     what a built-in chain does at its end
          --rename-chain  -E old new          give a chain another name; jumps follow

        Options:
        """);
    out.append("    --ipv4           -4                 ");
    out.append(family == Family.IPV4 ? "no effect\n" : "an error\n");
    out.append("    --ipv6           -6                 ");
    out.append(family == Family.IPV6 ? "no effect\n" : "an error\n");
    out.append(
        """
        [!] --protocol       -p protocol        by name or number
        [!] --source         -s address[/mask][,...]
        [!] --destination    -d address[/mask][,...]
        [!] --in-interface   -i name[+]
        [!] --out-interface  -o name[+]
            --jump           -j target          a verdict, a chain, or an extension
            --goto           -g chain           as a jump that does not come back
            --match          -m match           an extension that tests
            --numeric        -n                 no names of hosts, networks, services
            --table          -t table           filter if not given
            --verbose        -v                 more detail
            --wait           -w [seconds]       wait for the lock
            --line-numbers                      number the rules in a list
            --exact          -x                 all digits of counters
        """);
    if (family == Family.IPV4) {
      out.append("[!] --fragments      -f                 later fragments only\n");
    }
    out.append(
        """
            --modprobe=command                  accepted; nothing is loaded
            --set-counters   -c packets bytes   counters of the rule
            --version        -V
        """);
    for (Extension extension : used) {
      out.append('\n');
      if (extension.options().isEmpty()) {
        out.append(extension.name()).append(" does not take any options\n");
        continue;
      }
      out.append(extension.name());
      out.append(extension instanceof MatchExtension<?> ? " match" : " target");
      out.append(" options:\n");
      for (String line : extension.help()) {
        out.append(line).append('\n');
      }
    }
    return out.toString();
  }
}
