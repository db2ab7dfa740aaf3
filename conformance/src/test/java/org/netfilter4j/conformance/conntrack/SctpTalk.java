package org.netfilter4j.conformance.conntrack;

import java.io.ByteArrayOutputStream;
import java.util.SplittableRandom;
import org.netfilter4j.conformance.kernel.Step;
import org.netfilter4j.model.Family;

/** SCTP: the handshake, data, heartbeats and both ways to end, with wrong tags and chunks. */
final class SctpTalk extends Talk {
  private static final int[] PROPER = {
    1, 0, 2, 1, 10, 0, 11, 1, 0, 0, 3, 1, 4, 0, 5, 1, 0, 1, 7, 0, 8, 1, 14, 0
  };

  /** The tags that packets of client and server carry. */
  private final int[] tag = {random.nextInt(), random.nextInt()};

  private int phase = random.nextInt(100) < 80 ? 0 : random.nextInt(12);

  SctpTalk(Family family, SplittableRandom random, int serverPort) {
    super(family, random, serverPort);
  }

  @Override
  Step speak() {
    if (chance(65)) {
      int at = phase++ % (PROPER.length / 2);
      int type = PROPER[2 * at];
      int who = PROPER[2 * at + 1];
      return chunks(who, type == 1 ? 0 : tag[who], type);
    }
    int who = random.nextInt(2);
    int type = random.nextInt(16);
    int other = chance(20) ? random.nextInt(16) : -1;
    int with =
        switch (random.nextInt(5)) {
          case 0 -> 0;
          case 1 -> random.nextInt();
          case 2 -> tag[1 - who];
          default -> tag[who];
        };
    return other < 0 ? chunks(who, with, type) : chunks(who, with, type, other);
  }

  private Step chunks(int who, int with, int... types) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    StringBuilder what = new StringBuilder(who == 0 ? "client sctp" : "server sctp");
    for (int type : types) {
      boolean init = type == 1 || type == 2;
      int length = init ? 20 : 4 + 4 * random.nextInt(3);
      byte[] chunk = new byte[length];
      chunk[0] = (byte) type;
      chunk[1] = (byte) (chance(30) ? 1 : 0);
      chunk[3] = (byte) (chance(97) ? length : random.nextInt(8));
      if (init) {
        int own = chance(90) ? tag[1 - who] : random.nextInt();
        for (int i = 0; i < 4; i++) {
          chunk[4 + i] = (byte) (own >>> 24 - 8 * i);
        }
      }
      bytes.writeBytes(chunk);
      what.append(' ').append(type);
    }
    Party party = who == 0 ? client : server;
    return step(
        party.at,
        from(party).sctp(party.ownPort, party.peerPort, with).payload(bytes.toByteArray()),
        what + " tag " + Integer.toHexString(with));
  }
}
