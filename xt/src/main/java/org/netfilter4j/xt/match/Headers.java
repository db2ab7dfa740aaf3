package org.netfilter4j.xt.match;

import java.util.ArrayList;
import java.util.List;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Values;
import org.netfilter4j.xt.option.IcmpTypes;

/** What the matches on transport headers ask before they look. */
final class Headers {
  private Headers() {}

  /** No match in later fragments; the packet is dropped where the header is cut short. */
  static List<Condition> whole(int bytes) {
    return List.of(
        new Condition.Test(Field.Header.FRAGMENT_OFFSET, Values.exactly(0)),
        new Condition.Require(new Field.TransportBytes(bytes)));
  }

  /** A condition on the 8 bytes of an ICMP header. */
  static Condition icmp(Condition of) {
    List<Condition> parts = new ArrayList<>(whole(8));
    parts.add(of);
    return new Condition.All(parts);
  }

  /** An ICMP type and code. */
  static Condition icmp(IcmpTypes.Type type, boolean inverted) {
    Condition test = new Condition.Test(Field.Header.ICMP_TYPE, Values.exactly(type.type()));
    if (!type.allCodes()) {
      Values codes = new Values.Range(type.low(), type.high());
      test = Condition.all(test, new Condition.Test(Field.Header.ICMP_CODE, codes));
    }
    return icmp(test.not(inverted));
  }
}
