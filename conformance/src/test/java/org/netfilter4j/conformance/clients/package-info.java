/**
 * Real clients of iptables and ipset: ufw, the CNI plugins, fail2ban, firewalld and dockerd. {@code
 * src/test/real-clients/run.sh} runs them unmodified, with the C tools and with ours in their
 * place; the calls that it recorded are kept here and made again by the tests, one by one.
 */
@NullMarked
package org.netfilter4j.conformance.clients;

import org.jspecify.annotations.NullMarked;
