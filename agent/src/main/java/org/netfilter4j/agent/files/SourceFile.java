package org.netfilter4j.agent.files;

/**
 * A file of the directory as it is to be read.
 *
 * @param name without its directory; its ending says what it is
 * @param text what stands in it, templates filled in
 */
public record SourceFile(String name, String text) {}
