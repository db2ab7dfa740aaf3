/**
 * The program {@code nf4j}: one program under many names.
 *
 * <p>{@link org.netfilter4j.cli.Main} takes the name that it was called by as its first word:
 * {@code iptables} and its kin and {@code ipset} are run as the C tools would be; {@code nf4j} has
 * sub-commands, of which those names are some. Sub-commands of its own are one class each. The
 * launcher at the root of the repository finds the JDK and calls this.
 */
@NullMarked
package org.netfilter4j.cli;

import org.jspecify.annotations.NullMarked;
