package org.netfilter4j.wire.conntrack;

import org.netfilter4j.model.conntrack.Expectation;
import org.netfilter4j.model.conntrack.Flow;
import org.netfilter4j.model.conntrack.Tuple;
import org.netfilter4j.wire.netlink.Attributes;
import org.netfilter4j.wire.netlink.Message;

/** Reads messages about expectations. */
public final class ExpectationReader {
  private ExpectationReader() {}

  /**
   * The expectation that a message tells of.
   *
   * @throws org.netfilter4j.wire.netlink.MalformedMessageException where lengths do not fit
   */
  public static Expectation read(Message message) {
    Tuple tuple = Tuple.UNKNOWN;
    Tuple mask = Tuple.UNKNOWN;
    Tuple master = Tuple.UNKNOWN;
    long timeout = Flow.ABSENT;
    int zone = Flow.ABSENT;
    int flags = 0;
    long kind = Flow.ABSENT;
    String helper = null;
    Attributes in = message.attributes();
    while (in.next()) {
      switch (in.type()) {
        case Attribute.EXPECT_TUPLE -> tuple = TupleCodec.read(in.nested());
        case Attribute.EXPECT_MASK -> mask = TupleCodec.read(in.nested());
        case Attribute.EXPECT_MASTER -> master = TupleCodec.read(in.nested());
        case Attribute.EXPECT_TIMEOUT -> timeout = in.network32();
        case Attribute.EXPECT_ZONE -> zone = in.network16();
        case Attribute.EXPECT_FLAGS -> flags = (int) in.network32();
        case Attribute.EXPECT_CLASS -> kind = in.network32();
        case Attribute.EXPECT_HELPER -> helper = in.text();
        default -> {}
      }
    }
    return new Expectation(tuple, mask, master, timeout, zone, flags, kind, helper);
  }
}
