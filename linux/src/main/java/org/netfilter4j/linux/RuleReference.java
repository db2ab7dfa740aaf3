package org.netfilter4j.linux;

/**
 * A rule as a batch names it.
 *
 * @param handle the kernel's number for it; 0 where it is made in the same batch
 * @param id the batch's own number for it then
 * @param place where the rule stood when the chain was read; -1 where it did not
 */
record RuleReference(long handle, int id, int place) {}
