/** Under construction. */
@NullMarked
package org.netfilter4j.cli;

import org.jspecify.annotations.NullMarked;
