/**
 * Rules and sets on trial: they are taken back unless somebody says in time that the machine can
 * still be reached.
 *
 * <p>What was there before is a {@link org.netfilter4j.agent.trial.Before}, in a directory of
 * {@link org.netfilter4j.agent.trial.TrialPlace}. A process of its own watches ({@link
 * org.netfilter4j.agent.trial.Watcher}): it has a session of its own, so that neither the end of
 * the terminal nor a signal to it reaches it, and it takes the rules back when the time is over,
 * when the process that asks is gone, and when it is itself told to end. Should it be killed, the
 * process that asks takes them back ({@link org.netfilter4j.agent.trial.Trial}); should both be,
 * what was there is still in the directory, for {@code nf4j apply --rollback}.
 */
@NullMarked
package org.netfilter4j.agent.trial;

import org.jspecify.annotations.NullMarked;
