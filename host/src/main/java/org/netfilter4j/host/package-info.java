/**
 * The embedded host: a directory of what the standard tools print, and what stands behind it.
 *
 * <p>{@link org.netfilter4j.host.HostDirectory} knows the files and replaces them whole. {@link
 * org.netfilter4j.host.HostBackend} is one mode's rules behind the port that the commands speak to:
 * it reads {@code nft/rules.v4} and the like, carries out edits in memory with the kernel's checks,
 * and writes the file back. {@link org.netfilter4j.host.NetworkFiles} makes links, routes and
 * settings of what {@code ip -j} and {@code sysctl} print; {@link
 * org.netfilter4j.host.EmbeddedHost} puts all together and gives an engine that packets can be sent
 * through.
 *
 * <p>Commands only touch the files that they need: {@code iptables -A} reads one rules file and,
 * where a set is named, the sets. JSON is read only when an engine is wanted.
 *
 * <p>Everything in the directory can be read and written with a text editor; {@code capture.sh}, a
 * resource of this package, records it from a live machine without Java.
 */
@NullMarked
package org.netfilter4j.host;

import org.jspecify.annotations.NullMarked;
