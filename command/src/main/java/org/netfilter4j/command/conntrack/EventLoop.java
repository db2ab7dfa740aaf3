package org.netfilter4j.command.conntrack;

import java.util.Set;
import java.util.function.Consumer;
import org.netfilter4j.model.conntrack.Expectation;
import org.netfilter4j.model.conntrack.Flow;
import org.netfilter4j.model.conntrack.FlowEvent;
import org.netfilter4j.model.conntrack.Flows;

/**
 * {@code -E}: prints what happens until the thread is interrupted, or the JVM is told to end; then
 * it says how much that was, and the JVM ends with 0 as the C tool does.
 */
final class EventLoop {
  private final ConntrackEnvironment world;
  private int count;

  EventLoop(ConntrackEnvironment world) {
    this.world = world;
  }

  void flows(Request request, Printer printer) {
    Set<FlowEvent.Kind> kinds =
        request.has(Parameter.EVENT_MASK) ? request.events : WordParser.allEvents();
    long room = request.has(Parameter.BUFFER_SIZE) ? request.bufferSize : 0;
    FlowFilter filter = new FlowFilter(request);
    try (Flows.Watch<Flow> watch = world.flows().watch(kinds, room)) {
      if (request.has(Parameter.BUFFER_SIZE)) {
        world
            .err()
            .print(
                "NOTICE: Netlink socket buffer size has been set to " + watch.room() + " bytes.\n");
        world.err().flush();
      }
      loop(
          watch,
          printer,
          "flow events have been shown.",
          event -> {
            Flow flow = event.subject();
            if ((request.family == null || request.family == flow.family())
                && filter.matches(flow)) {
              printer.event(event);
              count++;
            }
          });
    }
  }

  void expectations(Printer printer) {
    try (Flows.Watch<Expectation> watch = world.flows().watchExpectations(WordParser.allEvents())) {
      loop(
          watch,
          printer,
          "expectation events have been shown.",
          event -> {
            printer.expectation(event.kind(), event.subject());
            count++;
          });
    }
  }

  private <T> void loop(
      Flows.Watch<T> watch, Printer printer, String summary, Consumer<FlowEvent<T>> to) {
    Thread end =
        new Thread(() -> {
          finish(printer, summary);
          Runtime.getRuntime().halt(0);
        });
    Runtime.getRuntime().addShutdownHook(end);
    while (!Thread.interrupted()) {
      if (!watch.await(to)) {
        world
            .err()
            .print(
                "WARNING: We have hit ENOBUFS! We are losing events.\n"
                    + "This message means that the current netlink socket buffer size is too"
                    + " small.\n"
                    + "Please, check --buffer-size in conntrack(8) manpage.\n");
        world.err().flush();
      }
    }
    try {
      Runtime.getRuntime().removeShutdownHook(end);
    } catch (IllegalStateException e) {
      // The JVM is ending, and the hook says it.
      return;
    }
    finish(printer, summary);
  }

  private synchronized void finish(Printer printer, String summary) {
    printer.footer();
    world.out().flush();
    world.err().print(Session.VERSION + ": " + count + " " + summary + "\n");
    world.err().flush();
  }
}
