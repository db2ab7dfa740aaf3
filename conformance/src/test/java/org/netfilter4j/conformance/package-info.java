/**
 * The judges: Debian's C tools and the Linux kernel, asked in network namespaces of their own.
 *
 * <p>Nothing here knows what is right. A test makes cases from a seed, hands each to the judge and
 * to netfilter4j, and compares the answers:
 *
 * <pre>{@code
 * @TestInstance(Lifecycle.PER_CLASS)
 * class ListingTest {
 *   @BeforeAll
 *   void judge() {
 *     Oracle.require("iptables-nft", "iptables-legacy");   // skips loudly, or fails if required
 *   }
 *
 *   @Test
 *   void listsAsTheToolDoes() {
 *     try (Namespace namespace = Namespace.open(); Tally tally = new Tally("iptables -S")) {
 *       for (Case c : cases(new SplittableRandom(42))) {
 *         List<Result> judged =
 *             namespace.shell().runAll(
 *                 List.of(Command.line("iptables-nft -A INPUT " + c.rule()),
 *                         Command.line("iptables-nft -S"),
 *                         Command.line("iptables-nft -F")));
 *         tally.compare(c.rule(), judged.get(1).stdout(), ours(c));
 *       }
 *       tally.assertAgreement(500);                        // all equal, and at least 500 cases
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p>{@link org.netfilter4j.conformance.Oracle} says whether this machine can judge at all. {@link
 * org.netfilter4j.conformance.Namespace} is a network namespace that lives as long as its test, so
 * the machine's own rules are never touched. {@link org.netfilter4j.conformance.Shell} runs tens of
 * thousands of command lines in it at about two milliseconds each, because starting a process from
 * the JVM costs several times that. {@link org.netfilter4j.conformance.Tally} counts what was
 * compared, so that a run that compared nothing can't look like one that agreed.
 *
 * <p>The kernel as a judge of packets is one package further, in {@code
 * org.netfilter4j.conformance.kernel}.
 */
@NullMarked
package org.netfilter4j.conformance;

import org.jspecify.annotations.NullMarked;
