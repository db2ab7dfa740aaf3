package org.netfilter4j.conformance.conntrack;

import java.util.List;
import java.util.SplittableRandom;
import org.netfilter4j.conformance.kernel.Seen;
import org.netfilter4j.conformance.kernel.Step;

/** Several talks at the same time; often one client talks from one port to several servers. */
final class Crowd implements Conversation {
  private final List<? extends Talk> talks;
  private final SplittableRandom random;
  private Talk speaking;

  Crowd(List<? extends Talk> talks, SplittableRandom random) {
    this.talks = talks;
    this.random = random;
    speaking = talks.getFirst();
    for (Talk talk : talks) {
      if (random.nextInt(3) > 0) {
        talk.client.own = speaking.client.own;
        talk.client.ownPort = speaking.client.ownPort;
      }
    }
  }

  @Override
  public Step next() {
    speaking = talks.get(random.nextInt(talks.size()));
    return speaking.next();
  }

  @Override
  public void seen(List<Seen> all) {
    speaking.seen(all);
  }
}
