/** The rules of the house that a compiler does not check. */
@NullMarked
package org.netfilter4j.conformance.architecture;

import org.jspecify.annotations.NullMarked;
