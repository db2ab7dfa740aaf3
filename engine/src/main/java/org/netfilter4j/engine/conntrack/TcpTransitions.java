package org.netfilter4j.engine.conntrack;

import org.netfilter4j.engine.conntrack.TcpState.Kind;
import org.netfilter4j.engine.conntrack.TcpState.State;

/**
 * Which state follows which, by the kind of segment and its direction (tcp_conntracks in
 * nf_conntrack_proto_tcp.c).
 *
 * <p>One row per kind, one column per present state in the order of {@link State}: {@code -} the
 * segment is invalid, {@code .} it may or may not be valid and changes nothing yet. Both sides of a
 * connection may be out of step with what was seen here, so that for instance a SYN in an
 * established connection is let pass: the receiver's answer will tell.
 */
final class TcpTransitions {
  private static final String COLUMNS = "0SREFCLTX2";

  private static final String[] ORIGINAL = {
    "SS.....SS2", // SYN
    "--R------R", // SYN-ACK
    "--FFLLLTX-", // FIN
    "E-EECCTTX-", // ACK
    "-XXXXXXXXX", // RST
    "----------",
  };

  private static final String[] REPLY = {
    "-2-----S-2", "-R.......R", "--FFLLLTX-", "-.RECCTTX.", "-XXXXXXXXX", "----------",
  };

  /** A state, {@link #INVALID}, or {@link #IGNORE}. */
  static final int INVALID = -1;

  static final int IGNORE = -2;

  private static final byte[] TABLE = table();
  private static final State[] STATES = State.values();
  private static final int KINDS = Kind.values().length;

  private TcpTransitions() {}

  private static byte[] table() {
    int kinds = Kind.values().length;
    int states = State.values().length;
    byte[] table = new byte[2 * kinds * states];
    for (int reply = 0; reply < 2; reply++) {
      for (int kind = 0; kind < kinds; kind++) {
        String row = (reply == 0 ? ORIGINAL : REPLY)[kind];
        for (int state = 0; state < states; state++) {
          char next = row.charAt(state);
          table[(reply * kinds + kind) * states + state] =
              (byte) (next == '-' ? INVALID : next == '.' ? IGNORE : COLUMNS.indexOf(next));
        }
      }
    }
    return table;
  }

  /** The ordinal of the next state, or INVALID or IGNORE. */
  static int next(boolean reply, Kind kind, State state) {
    return TABLE[((reply ? KINDS : 0) + kind.ordinal()) * STATES.length + state.ordinal()];
  }

  /** The state that {@link #next} gave, if it gave one. */
  static State state(int next) {
    return STATES[next];
  }
}
