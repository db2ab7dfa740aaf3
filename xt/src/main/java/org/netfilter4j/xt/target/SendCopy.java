package org.netfilter4j.xt.target;

import org.netfilter4j.model.Address;
import org.netfilter4j.model.Label;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Continuing;

/** Sends a copy of the packet to another gateway. */
record SendCopy(Address gateway, String device) implements Continuing {
  @Override
  public Result apply(Context context) {
    context.duplicate(gateway, device);
    return Result.CONTINUE;
  }

  @Override
  public Label label() {
    return new Label("sends a copy to " + gateway, "把副本发送到 " + gateway);
  }
}
