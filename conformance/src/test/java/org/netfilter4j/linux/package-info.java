/** What tests see of the kernel that the product keeps to itself. */
@NullMarked
package org.netfilter4j.linux;

import org.jspecify.annotations.NullMarked;
