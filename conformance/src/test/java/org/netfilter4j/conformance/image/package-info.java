/**
 * The container image, without a container engine: its layers are unpacked as an engine unpacks
 * them, and its programs run with what a container has: a root of their own that is read-only, a
 * PID namespace, CAP_NET_ADMIN and CAP_NET_RAW alone, no new privileges, and a network namespace
 * that stands for the host's.
 */
@NullMarked
package org.netfilter4j.conformance.image;

import org.jspecify.annotations.NullMarked;
