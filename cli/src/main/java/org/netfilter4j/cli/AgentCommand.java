package org.netfilter4j.cli;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.netfilter4j.agent.AgentOptions;
import org.netfilter4j.agent.AgentTasks;

/**
 * {@code nf4j agent}: keeps a directory of rules applied on the kernel of this machine. Its words
 * and exit codes are in {@link AgentOptions#usage}.
 */
final class AgentCommand {
  private final Nf4j nf4j;

  AgentCommand(Nf4j nf4j) {
    this.nf4j = nf4j;
  }

  /**
   * Runs it.
   *
   * @param mode the value of {@code nf4j --mode} or NF4J_MODE: what counts where the agent is told
   *     none
   */
  int run(List<String> words, String mode) {
    if (words.contains("-h") || words.contains("--help")) {
      throw new Usage.Wanted(AgentOptions.usage());
    }
    Map<String, String> variables = new HashMap<>(nf4j.variables());
    if (!mode.isEmpty()) {
      variables.putIfAbsent("NF4J_AGENT_MODE", mode);
    }
    AgentOptions options = AgentOptions.read(words, variables);
    return new AgentTasks(options, nf4j.variables(), nf4j.namespace(), nf4j.out(), nf4j.err())
        .run(Usage.VERSION);
  }
}
