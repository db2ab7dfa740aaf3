/** Under construction. */
@NullMarked
package org.netfilter4j.diagnose;

import org.jspecify.annotations.NullMarked;
