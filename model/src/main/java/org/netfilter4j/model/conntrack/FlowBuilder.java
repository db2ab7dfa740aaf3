package org.netfilter4j.model.conntrack;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Counters;

/** Puts a {@link Flow} together; what is not set is absent. */
public final class FlowBuilder {
  private Tuple original = Tuple.UNKNOWN;
  private Tuple reply = Tuple.UNKNOWN;
  private @Nullable Tuple master;
  private int state = Flow.ABSENT;
  private long originalTag = Flow.ABSENT;
  private long replyTag = Flow.ABSENT;
  private long status = Flow.ABSENT;
  private long timeout = Flow.ABSENT;
  private long mark = Flow.ABSENT;
  private long secmark = Flow.ABSENT;
  private @Nullable String securityContext;
  private @Nullable Labels labels;
  private int zone = Flow.ABSENT;
  private @Nullable Counters originalCounters;
  private @Nullable Counters replyCounters;
  private long started = Flow.ABSENT;
  private long stopped = Flow.ABSENT;
  private @Nullable String helper;
  private long use = Flow.ABSENT;
  private long id = Flow.ABSENT;

  public FlowBuilder() {}

  FlowBuilder(Flow from) {
    original = from.original();
    reply = from.reply();
    master = from.master();
    state = from.state();
    originalTag = from.originalTag();
    replyTag = from.replyTag();
    status = from.status();
    timeout = from.timeout();
    mark = from.mark();
    secmark = from.secmark();
    securityContext = from.securityContext();
    labels = from.labels();
    zone = from.zone();
    originalCounters = from.originalCounters();
    replyCounters = from.replyCounters();
    started = from.started();
    stopped = from.stopped();
    helper = from.helper();
    use = from.use();
    id = from.id();
  }

  public FlowBuilder original(Tuple value) {
    original = value;
    return this;
  }

  public FlowBuilder reply(Tuple value) {
    reply = value;
    return this;
  }

  public FlowBuilder master(@Nullable Tuple value) {
    master = value;
    return this;
  }

  public FlowBuilder state(int value) {
    state = value;
    return this;
  }

  public FlowBuilder originalTag(long value) {
    originalTag = value;
    return this;
  }

  public FlowBuilder replyTag(long value) {
    replyTag = value;
    return this;
  }

  public FlowBuilder status(long value) {
    status = value;
    return this;
  }

  public FlowBuilder timeout(long value) {
    timeout = value;
    return this;
  }

  public FlowBuilder mark(long value) {
    mark = value;
    return this;
  }

  public FlowBuilder secmark(long value) {
    secmark = value;
    return this;
  }

  public FlowBuilder securityContext(@Nullable String value) {
    securityContext = value;
    return this;
  }

  public FlowBuilder labels(@Nullable Labels value) {
    labels = value;
    return this;
  }

  public FlowBuilder zone(int value) {
    zone = value;
    return this;
  }

  public FlowBuilder originalCounters(@Nullable Counters value) {
    originalCounters = value;
    return this;
  }

  public FlowBuilder replyCounters(@Nullable Counters value) {
    replyCounters = value;
    return this;
  }

  public FlowBuilder started(long value) {
    started = value;
    return this;
  }

  public FlowBuilder stopped(long value) {
    stopped = value;
    return this;
  }

  public FlowBuilder helper(@Nullable String value) {
    helper = value;
    return this;
  }

  public FlowBuilder use(long value) {
    use = value;
    return this;
  }

  public FlowBuilder id(long value) {
    id = value;
    return this;
  }

  public Flow build() {
    return new Flow(
        original,
        reply,
        master,
        state,
        originalTag,
        replyTag,
        status,
        timeout,
        mark,
        secmark,
        securityContext,
        labels,
        zone,
        originalCounters,
        replyCounters,
        started,
        stopped,
        helper,
        use,
        id);
  }
}
