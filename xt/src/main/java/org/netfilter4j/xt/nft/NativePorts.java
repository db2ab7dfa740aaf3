package org.netfilter4j.xt.nft;

import static org.netfilter4j.wire.nft.Expression.Payload.Base.TRANSPORT;

import java.util.List;
import org.netfilter4j.wire.nft.Expression;
import org.netfilter4j.wire.nft.Expression.Cmp;
import org.netfilter4j.wire.nft.Expression.Cmp.Operator;
import org.netfilter4j.wire.nft.Expression.Data;
import org.netfilter4j.wire.nft.Expression.Payload;
import org.netfilter4j.xt.match.PortTest;
import org.netfilter4j.xt.option.PortRange;

/** Ports as expressions: what tcp and udp have in common. */
public final class NativePorts {
  private static final int LAST = 0xffff;

  private NativePorts() {}

  /** Whether a statement tests the source port, alone or with the other. */
  public static boolean testsSource(Statement statement) {
    return statement.loads(TRANSPORT, 0, 2) || statement.loads(TRANSPORT, 0, 4);
  }

  /** Whether a statement tests the destination port, alone or with the other. */
  public static boolean testsDestination(Statement statement) {
    return statement.loads(TRANSPORT, 2, 2) || statement.loads(TRANSPORT, 0, 4);
  }

  /** Appends the tests; all ports are not tested, not even where they are inverted. */
  public static void encode(PortTest source, PortTest destination, List<Expression> out) {
    if (isOne(source) && isOne(destination) && source.inverted() == destination.inverted()) {
      out.add(new Payload(TRANSPORT, 0, 4));
      int from = source.range().low();
      int to = destination.range().low();
      out.add(
          new Cmp(
              source.inverted() ? Operator.NEQ : Operator.EQ,
              Data.of(from >>> 8, from, to >>> 8, to)));
      return;
    }
    encode(source, 0, out);
    encode(destination, 2, out);
  }

  /** Whether a test is read back as it is, where nothing else is said of that port. */
  public static boolean isSettled(PortTest test) {
    PortRange range = test.range();
    if (range.isAll()) {
      return !test.inverted();
    }
    // Not up to a port is read as from the next one on.
    return !test.inverted() || range.low() != 0 || range.high() == 0;
  }

  /** A single port other than 0: two of these are tested as one. */
  private static boolean isOne(PortTest test) {
    return test.range().low() == test.range().high() && test.range().low() != 0;
  }

  private static void encode(PortTest test, int offset, List<Expression> out) {
    int low = test.range().low();
    int high = test.range().high();
    if (test.range().isAll()) {
      return;
    }
    out.add(new Payload(TRANSPORT, offset, 2));
    if (low == high) {
      out.add(new Cmp(test.inverted() ? Operator.NEQ : Operator.EQ, port(low)));
    } else if (low == 0) {
      out.add(new Cmp(test.inverted() ? Operator.GT : Operator.LTE, port(high)));
    } else {
      out.add(new Expression.Range(test.inverted(), port(low), port(high)));
    }
  }

  private static Data port(int port) {
    return Data.of(port >>> 8, port);
  }

  /** What is said of the source port, after a statement that {@link #testsSource}. */
  public static PortTest source(Statement statement, PortTest earlier) {
    return after(statement, earlier, statement.loads(TRANSPORT, 0, 4) ? 16 : 0);
  }

  /** What is said of the destination port, after a statement that {@link #testsDestination}. */
  public static PortTest destination(Statement statement, PortTest earlier) {
    return after(statement, earlier, 0);
  }

  /** An inversion once said stays, as in the C tool; a one-sided test moves one end. */
  private static PortTest after(Statement statement, PortTest earlier, int shift) {
    boolean inverted = earlier.inverted() || statement.inverted();
    int low = earlier.range().low();
    int high = earlier.range().high();
    if (statement.test() instanceof Cmp cmp) {
      int port = (int) (cmp.data().number() >>> shift) & LAST;
      switch (cmp.operator()) {
        case EQ, NEQ -> {
          low = port;
          high = port;
        }
        case LT -> high = Math.max(port - 1, 1);
        case LTE -> high = port;
        case GT -> low = Math.min(port + 1, LAST);
        case GTE -> low = port;
      }
    } else if (statement.test() instanceof Expression.Range range) {
      low = (int) range.from().number();
      high = (int) range.to().number();
    }
    return new PortTest(new PortRange(low, high), inverted);
  }
}
