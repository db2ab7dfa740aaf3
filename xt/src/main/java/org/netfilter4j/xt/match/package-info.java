/**
 * The matches, one file each. {@link org.netfilter4j.xt.match.Mark} is the shortest whole one; what
 * a file holds is told in {@link org.netfilter4j.xt}.
 */
@NullMarked
package org.netfilter4j.xt.match;

import org.jspecify.annotations.NullMarked;
