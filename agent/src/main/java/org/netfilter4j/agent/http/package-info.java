/**
 * A small server of pages for machines and for people with curl: the JDK's HTTP server, each
 * question on a virtual thread of its own. What the pages say is others' business: {@link
 * org.netfilter4j.agent.http.AgentServer.Page}. {@link org.netfilter4j.agent.http.Question} asks
 * such a server.
 */
@NullMarked
package org.netfilter4j.agent.http;

import org.jspecify.annotations.NullMarked;
