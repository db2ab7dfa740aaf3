package org.netfilter4j.xt.target;

import org.netfilter4j.model.Label;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Continuing;

/** No packet here leaves its checksum to a card, so there is nothing to do. */
enum FillChecksum implements Continuing {
  FILL;

  @Override
  public Result apply(Context context) {
    return Result.CONTINUE;
  }

  @Override
  public Label label() {
    return new Label("fills in a checksum that was left to the network card", "补全留给网卡计算的校验和");
  }
}
