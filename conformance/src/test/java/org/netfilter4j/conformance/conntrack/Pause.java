package org.netfilter4j.conformance.conntrack;

import java.util.List;
import org.netfilter4j.conformance.kernel.Seen;
import org.netfilter4j.conformance.kernel.Step;

/** A conversation that rests once, for both hosts by the same clock. */
final class Pause implements Conversation {
  private final Conversation conversation;
  private final long millis;
  private int left;

  Pause(Conversation conversation, int after, long millis) {
    this.conversation = conversation;
    this.left = after;
    this.millis = millis;
  }

  @Override
  public Step next() {
    if (left-- == 0) {
      try {
        Thread.sleep(millis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
    return conversation.next();
  }

  @Override
  public void seen(List<Seen> all) {
    conversation.seen(all);
  }
}
