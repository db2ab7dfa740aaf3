/**
 * The daemon: a JVM that stands by and runs the short commands of others.
 *
 * <p>Most of the time that an {@code iptables} of ours takes is the start of its JVM. A program
 * that makes a call for each rule, as ufw and docker do, feels that a thousand times. Where a
 * daemon runs, the launcher hands it the call and waits; the command is then done in about the time
 * that the C tool takes.
 *
 * <p>The launcher is a shell script, which has no sockets. So the two talk through named pipes in a
 * {@link org.netfilter4j.cli.daemon.MeetingPlace folder} that only root may open: the launcher
 * claims one of the pipes for answers by making a file that must not be there yet, writes its
 * number and that of its process into the pipe for requests, and reads whether the daemon takes the
 * command and, later, the exit code: so it knows, should the daemon end, whether it was begun. All
 * else the daemon takes from the process itself, which waits ({@link
 * org.netfilter4j.linux.Caller}): its words, its variables, its open files, its directory, its
 * network namespace.
 *
 * <p>The daemon must not make anybody's rights larger. It acts for processes only that have its own
 * user, at least its capabilities, its confinement, and live in its namespaces but for the
 * network's; and for commands only that end by themselves. To everybody else it says no, and they
 * start a JVM of their own as if there were no daemon. Nobody waits for a daemon that has gone: all
 * who read its pipes then see their end.
 */
@NullMarked
package org.netfilter4j.cli.daemon;

import org.jspecify.annotations.NullMarked;
