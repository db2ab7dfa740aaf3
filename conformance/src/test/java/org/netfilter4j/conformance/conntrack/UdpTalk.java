package org.netfilter4j.conformance.conntrack;

import java.util.SplittableRandom;
import org.netfilter4j.conformance.kernel.Step;
import org.netfilter4j.model.Family;

/** UDP between two ports. */
final class UdpTalk extends Talk {
  UdpTalk(Family family, SplittableRandom random, int serverPort) {
    super(family, random, serverPort);
  }

  @Override
  Step speak() {
    Party party = chance(50) ? client : server;
    return step(
        party.at,
        from(party).udp(party.ownPort, party.peerPort).payloadLength(random.nextInt(20)),
        party == client ? "client udp" : "server udp");
  }
}
