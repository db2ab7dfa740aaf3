package org.netfilter4j.engine.conntrack;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.engine.conntrack.SctpState.State;

/**
 * Which state of an association follows which, by the type of chunk and its direction
 * (sctp_conntracks in nf_conntrack_proto_sctp.c). One row per type, one column per present state in
 * the order of {@link State}; {@code -} is invalid.
 */
final class SctpTransitions {
  /**
   * The letters of the states: None, Closed, Wait, echOed, Established, Sent, Received, Ack, Hb.
   */
  private static final String LETTERS = "NCWOESRAH";

  private static final String[] ORIGINAL = {
    "CCWOECCAW", // INIT
    "CCWOESRAC", // INIT ACK
    "CCCCCCCCC", // ABORT
    "CCWOSSRAC", // SHUTDOWN
    "ACWOEAAAA", // SHUTDOWN ACK
    "CCWOESRAC", // ERROR
    "CCOOESRAC", // COOKIE ECHO
    "CCWEESRAC", // COOKIE ACK
    "CCWOESRCC", // SHUTDOWN COMPLETE
    "HCWOESRAH", // HEARTBEAT
    "CCWOESRAH", // HEARTBEAT ACK
  };

  private static final String[] REPLY = {
    "-CWOESRA-",
    "-WWOESRA-",
    "-CCCCCCC-",
    "-CWORSRA-",
    "-CWOEAAA-",
    "-CWCESRA-",
    "-COOESRA-",
    "-CWEESRA-",
    "-CWOESRC-",
    "-CWOESRAH",
    "-CWOESRAE",
  };

  private static final List<Map<State, State>> FROM_ORIGINAL = rows(ORIGINAL);
  private static final List<Map<State, State>> FROM_REPLY = rows(REPLY);

  private SctpTransitions() {}

  private static List<Map<State, State>> rows(String[] rows) {
    List<State> states = List.of(State.values());
    List<Map<State, State>> table = new ArrayList<>();
    for (String row : rows) {
      Map<State, State> following = new EnumMap<>(State.class);
      for (int i = 0; i < states.size(); i++) {
        int next = LETTERS.indexOf(row.charAt(i));
        if (next >= 0) {
          following.put(states.get(i), states.get(next));
        }
      }
      table.add(following);
    }
    return table;
  }

  /** The next state; null where the chunk is invalid. Other types of chunk change nothing. */
  static @Nullable State next(boolean reply, State state, int type) {
    int row =
        switch (type) {
          case Sctp.INIT -> 0;
          case Sctp.INIT_ACK -> 1;
          case Sctp.ABORT -> 2;
          case Sctp.SHUTDOWN -> 3;
          case Sctp.SHUTDOWN_ACK -> 4;
          case Sctp.ERROR -> 5;
          case Sctp.COOKIE_ECHO -> 6;
          case Sctp.COOKIE_ACK -> 7;
          case Sctp.SHUTDOWN_COMPLETE -> 8;
          case Sctp.HEARTBEAT -> 9;
          case Sctp.HEARTBEAT_ACK -> 10;
          default -> -1;
        };
    if (row < 0) {
      return state;
    }
    return (reply ? FROM_REPLY : FROM_ORIGINAL).get(row).get(state);
  }
}
