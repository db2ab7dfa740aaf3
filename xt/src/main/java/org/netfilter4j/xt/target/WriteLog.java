package org.netfilter4j.xt.target;

import org.netfilter4j.model.Label;
import org.netfilter4j.xt.lower.Context;
import org.netfilter4j.xt.lower.Context.LogEntry;
import org.netfilter4j.xt.lower.Continuing;

/** Writes a line in the host's log. */
record WriteLog(LogEntry entry) implements Continuing {
  @Override
  public Result apply(Context context) {
    context.log(entry);
    return Result.CONTINUE;
  }

  @Override
  public Label label() {
    return entry.prefix().isEmpty()
        ? new Label("logs the packet", "记录日志")
        : new Label(
            "logs the packet with prefix \"" + entry.prefix() + "\"",
            "记录日志，前缀为 \"" + entry.prefix() + "\"");
  }
}
