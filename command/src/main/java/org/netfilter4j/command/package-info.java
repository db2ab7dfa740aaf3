/** Under construction. */
@NullMarked
package org.netfilter4j.command;

import org.jspecify.annotations.NullMarked;
