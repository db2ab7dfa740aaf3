/**
 * Our programs as processes of their own, on the kernel: many at once beside the C tools, killed at
 * any moment, with fewer rights, and on kernels that lack a part.
 *
 * <p>{@link org.netfilter4j.conformance.process.OurProgram} is what runs: the classes under test in
 * one jar, with an AOT cache, as the launcher makes them.
 */
@NullMarked
package org.netfilter4j.conformance.process;

import org.jspecify.annotations.NullMarked;
