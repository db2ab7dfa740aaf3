/**
 * The Linux kernel, driven directly: sockets and nothing else. What goes through them is made and
 * read by {@code wire} and {@code xt}.
 *
 * <p>{@link org.netfilter4j.linux.SystemCalls} is the one way to the kernel, and the only code of
 * netfilter4j with native access: every call goes through libc's {@code syscall}, so that one shape
 * of downcall is linked, which is what a command's start can bear. On it stand a {@link
 * org.netfilter4j.linux.NetlinkSocket} (nf_tables, ipset, conntrack, links and routes) and an
 * {@link org.netfilter4j.linux.XtablesSocket} (legacy tables). Sockets belong to the network
 * namespace that they are opened in: a {@link org.netfilter4j.linux.NetworkNamespace} opens them in
 * another than the process's.
 *
 * <p>{@link org.netfilter4j.linux.KernelSets} are the kernel's sets as the {@code ipset} command
 * works on them.
 *
 * <p>Linux on 64-bit little-endian machines (x86_64, aarch64, riscv64).
 */
@NullMarked
package org.netfilter4j.linux;

import org.jspecify.annotations.NullMarked;
