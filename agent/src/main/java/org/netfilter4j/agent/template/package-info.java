/**
 * Rule files that fit several machines: references in their text stand for environment variables
 * and for what the host's network is.
 *
 * <pre>
 * -A INPUT -d ${address:eth0} -p tcp --dport ${env:WEB_PORT:-80} -j ACCEPT
 * </pre>
 *
 * <p>A {@link org.netfilter4j.agent.template.Template} is expanded with {@link
 * org.netfilter4j.agent.template.Facts} line by line, so that line 7 of the result is line 7 of the
 * file; what is in a comment ({@code #} at the beginning of a line) stays as it is. A reference to
 * what is not there is an error with its line, never an empty word: a rule without its address
 * would be another rule.
 */
@NullMarked
package org.netfilter4j.agent.template;

import org.jspecify.annotations.NullMarked;
