package org.netfilter4j.xt.option;

import org.netfilter4j.model.Label;
import org.netfilter4j.xt.lower.Cell;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Reading;

/** The group of an interface, 32 bits; unknown for one that the host does not have. */
public enum DeviceGroup implements Reading {
  INPUT("group of the input interface", "入接口所属组"),
  OUTPUT("group of the output interface", "出接口所属组");

  private final Label label;

  DeviceGroup(String en, String zh) {
    label = new Label(en, zh);
  }

  @Override
  public Source source() {
    return Source.HOST;
  }

  @Override
  public Label label() {
    return label;
  }

  @Override
  public Presence read(Context context, Cell into) {
    String device =
        this == INPUT ? context.packet().inInterface() : context.packet().outInterface();
    long group = context.host().deviceGroup(device);
    into.number(Math.max(0, group));
    return group < 0 ? Presence.UNKNOWN : Presence.PRESENT;
  }
}
