package org.netfilter4j.agent;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.agent.http.AgentServer;

/**
 * Answers over HTTP, on a thread that begins when the address can be had: that rules are applied
 * matters more than that somebody can ask, so another program at the address is waited for.
 */
final class Listening implements AutoCloseable {
  private static final long PAUSE_SECONDS = 5;

  private final InetSocketAddress address;
  private final AgentPages pages;
  private final AgentLog log;
  private @Nullable AgentServer server;
  private boolean closing;

  private Listening(InetSocketAddress address, AgentPages pages, AgentLog log) {
    this.address = address;
    this.pages = pages;
    this.log = log;
  }

  static Listening start(InetSocketAddress address, AgentPages pages, AgentLog log) {
    Listening listening = new Listening(address, pages, log);
    Thread.ofPlatform().daemon().name("listen").start(listening::run);
    return listening;
  }

  private void run() {
    String said = "";
    while (true) {
      try {
        AgentServer made = new AgentServer(address, pages.all());
        if (!begin(made)) {
          return;
        }
        log.info("answering", "address", text(made.address()));
        return;
      } catch (IOException e) {
        String why = String.valueOf(e.getMessage());
        if (!why.equals(said)) {
          log.error("can't listen, it is tried again", "address", text(address), "error", why);
        }
        said = why;
      }
      try {
        TimeUnit.SECONDS.sleep(PAUSE_SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  private synchronized boolean begin(AgentServer made) {
    if (closing) {
      made.close();
      return false;
    }
    server = made;
    made.start();
    return true;
  }

  @Override
  public synchronized void close() {
    closing = true;
    if (server != null) {
      server.close();
    }
  }
}
