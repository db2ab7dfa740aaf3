/** Under construction. */
@NullMarked
package org.netfilter4j.host;

import org.jspecify.annotations.NullMarked;
