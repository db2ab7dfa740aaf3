package org.netfilter4j.host;

/**
 * What a command has printed and how it ended.
 *
 * @param exit the C tool's exit code, 0 to 4
 * @param out standard output
 * @param err standard error
 */
public record CommandResult(int exit, String out, String err) {}
