package org.netfilter4j.model.watch;

import org.jspecify.annotations.Nullable;

/**
 * What becomes of a packet after a step.
 *
 * @param code NF_DROP (0), NF_ACCEPT (1), NF_STOLEN (2), NF_QUEUE (3), or one of the constants; as
 *     the kernel has it, without sign
 * @param chain where it goes on with {@link #JUMP} and {@link #GOTO}; else null
 */
public record Verdict(long code, @Nullable String chain) {
  public static final long DROP = 0;
  public static final long ACCEPT = 1;
  public static final long STOLEN = 2;
  public static final long QUEUE = 3;

  /** NFT_CONTINUE: the next rule. */
  public static final long CONTINUE = 0xffffffffL;

  /** NFT_BREAK: the rule did not match to its end. */
  public static final long BREAK = 0xfffffffeL;

  public static final long JUMP = 0xfffffffdL;
  public static final long GOTO = 0xfffffffcL;
  public static final long RETURN = 0xfffffffbL;
}
