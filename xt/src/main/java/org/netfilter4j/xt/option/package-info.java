/**
 * The options of extensions as a table.
 *
 * <p>An {@link org.netfilter4j.xt.option.Option} has its spellings, a {@link
 * org.netfilter4j.xt.option.Syntax} for its argument, and what it demands of others. The command
 * language binds words to options as getopt_long(3) does over the merged table of all loaded
 * extensions, checks what the table says, and hands an extension the {@link
 * org.netfilter4j.xt.option.Args}. Common syntaxes stand in {@link
 * org.netfilter4j.xt.option.Syntaxes}. The C counterpart is xtables_option_parse
 * (libxtables/xtoptions.c).
 */
@NullMarked
package org.netfilter4j.xt.option;

import org.jspecify.annotations.NullMarked;
