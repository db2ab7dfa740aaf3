/** What is saved and tried: our files and the packages', power loss, sessions that end. */
@NullMarked
package org.netfilter4j.conformance.persist;

import org.jspecify.annotations.NullMarked;
