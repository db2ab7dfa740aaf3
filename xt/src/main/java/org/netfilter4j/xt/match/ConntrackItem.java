package org.netfilter4j.xt.match;

import java.util.List;
import java.util.function.Function;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Values;
import org.netfilter4j.xt.option.HostMask;
import org.netfilter4j.xt.option.Interval;
import org.netfilter4j.xt.option.Option;
import org.netfilter4j.xt.option.PortRange;
import org.netfilter4j.xt.option.Ports;
import org.netfilter4j.xt.option.Protocols;
import org.netfilter4j.xt.option.Word;

/** Something to ask of a connection, how its value is printed, and what it means. */
record ConntrackItem<V>(
    Option<V> option, Function<V, String> text, Function<V, Condition> condition) {
  static final ConntrackItem<Integer> STATE =
      new ConntrackItem<>(
          Option.of("ctstate", ConnectionStates.CTSTATE)
              .allowInversion()
              .help("one of these states, or translations"),
          ConnectionStates.CTSTATE::text,
          ConnectionStates::among);

  /** All, in the order in which they are printed. */
  static final List<ConntrackItem<?>> ALL =
      List.of(
          STATE,
          new ConntrackItem<>(
              Option.of("ctproto", Protocols.syntax())
                  .allowInversion()
                  .help("the protocol of the connection"),
              String::valueOf,
              p -> new Condition.Test(Field.Flow.PROTOCOL, Values.exactly(p))),
          address("ctorigsrc", Field.Flow.ORIGINAL_SOURCE, "the first packet's source"),
          address("ctorigdst", Field.Flow.ORIGINAL_DESTINATION, "the first packet's destination"),
          address("ctreplsrc", Field.Flow.REPLY_SOURCE, "the answer's source"),
          address("ctrepldst", Field.Flow.REPLY_DESTINATION, "the answer's destination"),
          port("ctorigsrcport", Field.Flow.ORIGINAL_SOURCE_PORT, "the first packet's source port"),
          port(
              "ctorigdstport",
              Field.Flow.ORIGINAL_DESTINATION_PORT,
              "the first packet's destination port"),
          port("ctreplsrcport", Field.Flow.REPLY_SOURCE_PORT, "the answer's source port"),
          port("ctrepldstport", Field.Flow.REPLY_DESTINATION_PORT, "the answer's destination port"),
          new ConntrackItem<>(
              Option.of("ctstatus", ConnectionStates.CTSTATUS)
                  .allowInversion()
                  .help("one of these flags of the connection"),
              ConnectionStates.CTSTATUS::text,
              bits -> new Condition.Test(Field.Flow.STATUS, new Values.AnyBit(bits))),
          new ConntrackItem<>(
              Option.of("ctexpire", Interval.syntax())
                  .allowInversion()
                  .help("so many seconds until the entry goes, ends included"),
              Interval::toString,
              seconds -> new Condition.Test(Field.Flow.EXPIRES, seconds.values())),
          new ConntrackItem<>(
              Option.of("ctdir", new Word("ORIGINAL", "REPLY"))
                  .help("the way the packet goes in the connection"),
              Function.identity(),
              word ->
                  new Condition.Test(
                      Field.Flow.DIRECTION, Values.exactly(word.equals("REPLY") ? 1 : 0))));

  private static ConntrackItem<HostMask> address(String name, Field field, String says) {
    return new ConntrackItem<>(
        Option.of(name, HostMask.syntax()).allowInversion().help(says),
        HostMask::toString,
        host -> new Condition.Test(field, host.values()));
  }

  private static ConntrackItem<PortRange> port(String name, Field field, String says) {
    return new ConntrackItem<>(
        Option.of(name, Ports.resolved()).allowInversion().help(says),
        // A range that ends at 0 is printed as if it ended where it begins.
        range -> range.high() == 0 ? Integer.toString(range.low()) : range.toString(),
        range -> new Condition.Test(field, range.values()));
  }
}
