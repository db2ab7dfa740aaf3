package org.netfilter4j.diagnose;

import org.netfilter4j.engine.TraceEvent.Leaf;
import org.netfilter4j.engine.Value;
import org.netfilter4j.model.Condition;
import org.netfilter4j.model.Condition.Outcome;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Field;
import org.netfilter4j.model.Label;
import org.netfilter4j.model.Values;

/** Why a test came out as it did, as a sentence without a full stop. */
final class Sentences {
  private Sentences() {}

  /** The sentence of one test. */
  static Label of(Leaf leaf, Family family) {
    if (leaf.explanation() != null) {
      return leaf.explanation();
    }
    return switch (leaf.condition()) {
      case Condition.Test test -> tested(test, leaf, family);
      case Condition.Present present -> present(present.field(), leaf.outcome() == Outcome.TRUE);
      case Condition.Require require ->
          leaf.outcome() == Outcome.DROP
              ? missing(require.field())
              : present(require.field(), true);
      case Condition.Probe probe ->
          leaf.outcome() == Outcome.TRUE
              ? new Label(probe.state().label().en() + ": yes", probe.state().label().zh() + "：是")
              : new Label(probe.state().label().en() + ": no", probe.state().label().zh() + "：否");
      case Condition.Unknown unknown ->
          new Label(
              "-m "
                  + unknown.extension()
                  + " can't be told here; it would need "
                  + unknown.needs().en(),
              "无法判断 -m " + unknown.extension() + "：需要" + unknown.needs().zh());
      case Condition.Not not ->
          of(new Leaf(not.of(), !leaf.inverted(), leaf.outcome(), leaf.value(), null), family);
      case Condition.All _, Condition.Any _ ->
          leaf.outcome() == Outcome.TRUE
              ? new Label("every packet matches", "匹配所有数据包")
              : new Label("no packet matches", "不匹配任何数据包");
    };
  }

  private static Label missing(Field field) {
    return new Label(
        "the packet is malformed: it has no " + field.label().en(),
        "数据包不完整：没有" + field.label().zh());
  }

  private static Label present(Field field, boolean there) {
    return there
        ? new Label("there is a " + field.label().en(), "有" + field.label().zh())
        : new Label("there is no " + field.label().en(), "没有" + field.label().zh());
  }

  private static Label tested(Condition.Test test, Leaf leaf, Family family) {
    Value value = leaf.value();
    if (value == null) {
      return leaf.outcome() == Outcome.UNKNOWN
          ? new Label(
              "the " + test.field().label().en() + " can't be told here",
              "这里无法得知" + test.field().label().zh())
          : present(test.field(), false);
    }
    boolean holds = leaf.outcome() == Outcome.TRUE;
    Label name = test.field().label();
    Label wanted = FieldText.values(test.field(), test.values(), family);
    String found = FieldText.value(test.field(), value, family);
    if (value.name() != null && value.name().isEmpty()) {
      return new Label("there is no " + name.en(), "没有" + name.zh());
    }
    if (FieldText.isSingle(test.values())) {
      return holds
          ? new Label(name.en() + " is " + found, name.zh() + "是 " + found)
          : new Label(
              name.en() + " is " + found + ", not " + wanted.en(),
              name.zh() + "是 " + found + "，不是 " + wanted.zh());
    }
    return new Label(
        name.en()
            + " "
            + found
            + (holds ? " is " : " is not ")
            + relation(test.values(), wanted.en()),
        name.zh() + " " + found + (holds ? " " : " 不") + relationZh(test.values(), wanted.zh()));
  }

  private static String relation(Values values, String wanted) {
    return switch (values) {
      case Values.Network _, Values.AddressRange _, Values.Range _ -> "in " + wanted;
      case Values.Ranges _, Values.AnyBit _ -> "one of " + wanted;
      case Values.Masked _ -> wanted;
      case Values.Name _ -> "like " + wanted;
    };
  }

  private static String relationZh(Values values, String wanted) {
    return switch (values) {
      case Values.Network _, Values.AddressRange _, Values.Range _ -> "在 " + wanted + " 之内";
      case Values.Ranges _, Values.AnyBit _ -> "属于 " + wanted;
      case Values.Masked _ -> "是 " + wanted;
      case Values.Name _ -> "符合 " + wanted;
    };
  }
}
