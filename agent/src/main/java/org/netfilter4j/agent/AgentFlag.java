package org.netfilter4j.agent;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.agent.keep.Options;

/**
 * The words of {@code nf4j agent}. Each is also an environment variable, for containers: {@code
 * --log-format} is {@code NF4J_AGENT_LOG_FORMAT}; a flag without an operand is given by 1 or true.
 * A word of the command line comes before a variable.
 */
enum AgentFlag {
  RULES("--rules", "DIR", null),
  MODE("--mode", "nft|legacy|auto", "auto"),
  NAME("--name", "NAME", Options.DEFAULT_NAME),
  PREFIX("--prefix", "PREFIX", null),
  ADOPT("--adopt", null, null),
  PARTIAL("--partial", null, null),
  ONCE("--once", null, null),
  CHECK("--check", null, null),
  CLEANUP("--cleanup", null, null),
  CLEANUP_ON_EXIT("--cleanup-on-exit", null, null),
  LISTEN("--listen", "ADDRESS:PORT|none", "127.0.0.1:9469"),
  LOG_FORMAT("--log-format", "logfmt|json", "logfmt"),
  LOG_LEVEL("--log-level", "debug|info|warn|error", "info"),
  POLL("--poll", "DURATION", "1s"),
  RESYNC("--resync", "DURATION", "60s"),
  SETTLE("--settle", "DURATION", "100ms"),
  RESCAN("--rescan", "DURATION", "5s"),
  LOCK_WAIT("--lock-wait", "DURATION", "1s"),
  BACKOFF("--backoff", "DURATION", "30s"),
  REPAIRS_PER_MINUTE("--repairs-per-minute", "NUMBER", "30"),
  IN_PLACE_ABOVE("--in-place-above", "NUMBER", "65536");

  private final String word;
  private final @Nullable String operand;
  private final @Nullable String otherwise;

  AgentFlag(String word, @Nullable String operand, @Nullable String otherwise) {
    this.word = word;
    this.operand = operand;
    this.otherwise = otherwise;
  }

  /** As it stands on the command line. */
  String word() {
    return word;
  }

  /** What stands for the operand in the usage; null where there is none. */
  @Nullable String operand() {
    return operand;
  }

  /** The operand where none is given; null where there is none then. */
  @Nullable String otherwise() {
    return otherwise;
  }

  /** The environment variable of the same meaning. */
  String variable() {
    return "NF4J_AGENT_" + name();
  }

  static @Nullable AgentFlag find(String word) {
    for (AgentFlag flag : values()) {
      if (flag.word.equals(word)) {
        return flag;
      }
    }
    return null;
  }
}
