/** Under construction. */
@NullMarked
package org.netfilter4j.engine;

import org.jspecify.annotations.NullMarked;
