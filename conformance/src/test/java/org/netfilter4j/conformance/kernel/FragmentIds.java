package org.netfilter4j.conformance.kernel;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.netfilter4j.model.Family;

/**
 * Other identifications for the fragments of a scenario, so that what an earlier run left waiting
 * in the kernel's queues meets nothing in this one; and the old ones again in what came out.
 */
final class FragmentIds {
  private final int salt;
  private final Set<Integer> used = new HashSet<>();

  FragmentIds(int run) {
    this.salt = (run * 0x9e37 & 0xffff) | 1;
  }

  /** The step with another identification, if it is a fragment. */
  Step apply(Step step) {
    byte[] packet = step.packet();
    if (!Fragments.isFragment(packet)) {
      return step;
    }
    byte[] bytes = step.bytes().clone();
    int start = bytes.length - packet.length;
    if (Packets.family(packet) == Family.IPV4) {
      used.add(id4(bytes, start) ^ salt);
      put(bytes, start, id4(bytes, start) ^ salt);
    } else {
      bytes[start + 46] ^= (byte) (salt >> 8);
      bytes[start + 47] ^= (byte) salt;
    }
    return new Step(step.at(), bytes, step.what());
  }

  /** The packets with the identification that they had; IPv6's is not compared. */
  List<Seen> undo(List<Seen> seen) {
    List<Seen> undone = new ArrayList<>();
    for (Seen each : seen) {
      byte[] packet = each.packet();
      if (Packets.family(packet) == Family.IPV4 && used.contains(id4(packet, 0))) {
        packet = packet.clone();
        put(packet, 0, id4(packet, 0) ^ salt);
      }
      undone.add(new Seen(each.at(), packet));
    }
    return undone;
  }

  private static int id4(byte[] bytes, int start) {
    return (bytes[start + 4] & 0xff) << 8 | (bytes[start + 5] & 0xff);
  }

  private static void put(byte[] bytes, int start, int id) {
    bytes[start + 4] = (byte) (id >> 8);
    bytes[start + 5] = (byte) id;
    bytes[start + 10] = 0;
    bytes[start + 11] = 0;
    int length = (bytes[start] & 15) * 4;
    byte[] header = java.util.Arrays.copyOfRange(bytes, start, start + length);
    int sum = Packets.checksum(header, length, 0);
    bytes[start + 10] = (byte) (sum >> 8);
    bytes[start + 11] = (byte) sum;
  }
}
