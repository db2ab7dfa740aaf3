/**
 * The target extensions, one file each; what a file holds is told in {@link org.netfilter4j.xt}.
 */
@NullMarked
package org.netfilter4j.xt.target;

import org.jspecify.annotations.NullMarked;
