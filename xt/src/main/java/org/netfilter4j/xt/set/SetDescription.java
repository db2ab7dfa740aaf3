package org.netfilter4j.xt.set;

/**
 * A set without its elements.
 *
 * @param revision of the type
 * @param hashSize buckets of a hash now; 0 for other types
 * @param bucketSize elements that a bucket of a hash may have now; -1 where that and {@link
 *     SetHeader#initval} are not known
 * @param memoryBytes what the kernel needs for it
 * @param references rules and lists of sets that refer to it
 * @param entries elements; -1 where not known
 */
public record SetDescription(
    String name,
    SetType type,
    int revision,
    SetHeader header,
    int hashSize,
    int bucketSize,
    long memoryBytes,
    long references,
    long entries) {}
