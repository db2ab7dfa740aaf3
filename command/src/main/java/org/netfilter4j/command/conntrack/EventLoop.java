package org.netfilter4j.command.conntrack;

import java.util.Set;
import java.util.function.Consumer;
import org.netfilter4j.model.conntrack.Expectation;
import org.netfilter4j.model.conntrack.Flow;
import org.netfilter4j.model.conntrack.FlowEvent;
import org.netfilter4j.model.conntrack.Flows;
import org.netfilter4j.model.conntrack.FlowsException;

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
    try (Flows.Watch<Flow> watch = watch(kinds, room)) {
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

  private Flows.Watch<Flow> watch(Set<FlowEvent.Kind> kinds, long room) {
    try {
      return world.flows().watch(kinds, room);
    } catch (FlowsException e) {
      world.err().print("mnl_socket_bind: " + e.getMessage() + "\n");
      throw ConntrackRejected.other("Can't open netlink socket");
    }
  }

  void expectations(Printer printer) {
    try (Flows.Watch<Expectation> watch = watchExpectations()) {
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

  private Flows.Watch<Expectation> watchExpectations() {
    try {
      return world.flows().watchExpectations(WordParser.allEvents());
    } catch (FlowsException e) {
      throw ConntrackRejected.other("Can't open handler");
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
