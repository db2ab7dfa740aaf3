package org.netfilter4j.command;

import java.util.List;
import org.netfilter4j.model.Family;

/**
 * The programs {@code iptables-translate} and {@code ip6tables-translate}: a command in, the nft
 * command that does the same out. No table is read or changed.
 */
public final class IptablesTranslate {
  private IptablesTranslate() {}

  /** Runs the program for a family; the environment's mode must be nft, whose words it speaks. */
  public static int run(List<String> args, Environment environment, Family family) {
    String program = Iptables.programName(family) + "-translate";
    return Iptables.guarded(
        environment,
        program,
        null,
        () -> {
          ParsedCommand command =
              new CommandParser(environment, family, args, false).called(program).parse();
          if (!new RuleTranslator(environment, family, false).translate(command, args)) {
            environment.err().print("Translation not implemented\n");
            return 1;
          }
          return 0;
        });
  }
}
