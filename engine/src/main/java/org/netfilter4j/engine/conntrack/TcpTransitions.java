package org.netfilter4j.engine.conntrack;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
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

  /** Of each direction, the original first: by kind and present state, what follows. */
  private static final List<Map<Kind, Map<State, State>>> NEXT =
      List.of(next(ORIGINAL), next(REPLY));

  /** By kind, in which states a segment changes nothing. */
  private static final List<Map<Kind, Set<State>>> IGNORED =
      List.of(ignored(ORIGINAL), ignored(REPLY));

  private TcpTransitions() {}

  private static Map<Kind, Map<State, State>> next(String[] rows) {
    Map<Kind, Map<State, State>> table = new EnumMap<>(Kind.class);
    List<State> states = List.of(State.values());
    int row = 0;
    for (Kind kind : Kind.values()) {
      Map<State, State> following = new EnumMap<>(State.class);
      for (int i = 0; i < states.size(); i++) {
        int next = COLUMNS.indexOf(rows[row].charAt(i));
        if (next >= 0) {
          following.put(states.get(i), states.get(next));
        }
      }
      table.put(kind, following);
      row++;
    }
    return table;
  }

  private static Map<Kind, Set<State>> ignored(String[] rows) {
    Map<Kind, Set<State>> table = new EnumMap<>(Kind.class);
    List<State> states = List.of(State.values());
    int row = 0;
    for (Kind kind : Kind.values()) {
      Set<State> ignoring = EnumSet.noneOf(State.class);
      for (int i = 0; i < states.size(); i++) {
        if (rows[row].charAt(i) == '.') {
          ignoring.add(states.get(i));
        }
      }
      table.put(kind, ignoring);
      row++;
    }
    return table;
  }

  /** The next state; null where the segment is invalid, or {@link #isIgnored}. */
  static @Nullable State next(boolean reply, Kind kind, State state) {
    Map<State, State> following = NEXT.get(reply ? 1 : 0).get(kind);
    return following == null ? null : following.get(state);
  }

  /** Whether the segment may or may not be valid, and changes nothing yet. */
  static boolean isIgnored(boolean reply, Kind kind, State state) {
    Set<State> ignoring = IGNORED.get(reply ? 1 : 0).get(kind);
    return ignoring != null && ignoring.contains(state);
  }
}
