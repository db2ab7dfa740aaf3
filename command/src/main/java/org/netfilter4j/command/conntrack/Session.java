package org.netfilter4j.command.conntrack;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.conntrack.CpuCounters;
import org.netfilter4j.model.conntrack.Expectation;
import org.netfilter4j.model.conntrack.Flow;
import org.netfilter4j.model.conntrack.FlowEvent;
import org.netfilter4j.model.conntrack.FlowRequest;
import org.netfilter4j.model.conntrack.FlowSelection;
import org.netfilter4j.model.conntrack.Flows;
import org.netfilter4j.model.conntrack.FlowsException;
import org.netfilter4j.model.conntrack.Labels;
import org.netfilter4j.model.conntrack.Tuple;
import org.netfilter4j.xt.ConnectionLabels;

/** Carries out commands. What {@code -o} asked for once counts for all that follow. */
final class Session {
  static final String VERSION = RequestParser.PROGRAM + " v1.4.7 (conntrack-tools)";

  private final ConntrackEnvironment world;
  private final Flows flows;
  private final Output output = new Output();
  private int count;

  Session(ConntrackEnvironment world) {
    this.world = world;
    flows = world.flows();
  }

  /** Carries out a command line; its exit code. */
  int execute(List<String> words) {
    if (words.size() >= 2 && (words.get(0).equals("-R") || words.get(0).equals("--load-file"))) {
      for (Request request : CommandFile.read(world, output, words.get(1))) {
        carryOut(request);
      }
      return 0;
    }
    Request request = RequestParser.parse(world, output, words);
    carryOut(request);
    if (request.verb == Verb.EVENT) {
      // It has said how many there were.
      return 0;
    }
    String summary = request.verb.summary();
    if (summary != null) {
      world.err().print(VERSION + ": " + count + " " + summary + "\n");
    }
    return summary == null || count > 0 || request.verb.mayDoNothing() ? 0 : 1;
  }

  private void carryOut(Request request) {
    try {
      perform(request);
    } catch (FlowsException e) {
      throw ConntrackRejected.other("Operation failed: " + Refusals.text(e, request.verb));
    }
  }

  private void perform(Request request) {
    switch (request.verb) {
      case LIST -> list(request);
      case CREATE, ADD -> create(request);
      case UPDATE -> update(request);
      case DELETE -> delete(request);
      case GET -> get(request);
      case FLUSH -> flush(request);
      case EVENT -> new EventLoop(world).flows(request, printer(request, true));
      case EXPECTATION_EVENT -> new EventLoop(world).expectations(printer(request, true));
      case LIST_EXPECTATIONS -> {
        Printer printer = printer(request, true);
        flows.listExpectations(
            request.family,
            expectation -> {
              printer.listed(expectation);
              count++;
            });
        printer.footer();
      }
      case CREATE_EXPECTATION -> flows.createExpectation(family(request), expectation(request));
      case DELETE_EXPECTATION ->
          flows.deleteExpectation(family(request), request.draft.original.tuple());
      case GET_EXPECTATION ->
          printer(request, true)
              .listed(flows.getExpectation(family(request), request.draft.original.tuple(), true));
      case FLUSH_EXPECTATIONS -> {
        flows.flushExpectations(request.family);
        world.err().print(VERSION + ": expectation table has been emptied.\n");
      }
      case COUNT -> world.out().print(flows.count() + "\n");
      case COUNT_EXPECTATIONS -> {
        flows.listExpectations(request.family, expectation -> count++);
        world.out().print(count + "\n");
      }
      case STATISTICS -> print(flows.statistics());
      case EXPECTATION_STATISTICS -> print(flows.expectationStatistics());
      case VERSION -> world.out().print(VERSION + "\n");
      case HELP, NONE -> Usage.print(world.out(), request);
    }
  }

  private static Family family(Request request) {
    return request.family == null ? Family.IPV4 : request.family;
  }

  private Printer printer(Request request, boolean kernelTimes) {
    boolean labelled =
        output.labels
            || request.has(Parameter.LABEL)
            || request.has(Parameter.LABEL_ADD)
            || request.has(Parameter.LABEL_DELETE);
    ConnectionLabels names = labelled ? world.names().labels() : null;
    boolean when =
        request.verb != Verb.LIST && request.verb != Verb.GET && request.verb != Verb.UPDATE;
    return new Printer(world, output, names, kernelTimes, when);
  }

  private void networks(Request request) {
    TupleDraft original = request.draft.original;
    if (request.has(Parameter.MASK_SOURCE)) {
      if (!request.has(Parameter.SOURCE)) {
        throw ConntrackRejected.parameter("Can't use --mask-src without --src");
      }
      request.sourceNetwork = network(original.source, request.mask.source);
    }
    if (request.has(Parameter.MASK_DESTINATION)) {
      if (!request.has(Parameter.DESTINATION)) {
        throw ConntrackRejected.parameter("Can't use --mask-dst without --dst");
      }
      request.destinationNetwork = network(original.destination, request.mask.destination);
    }
  }

  private static Request.@Nullable Network network(
      @Nullable Address address, @Nullable Address mask) {
    return address == null || mask == null ? null : new Request.Network(address.and(mask), mask);
  }

  private FlowSelection selection(Request request, boolean byStatus) {
    FlowSelection.Bits mark =
        request.has(Parameter.MARK) ? new FlowSelection.Bits(request.mark, request.markMask) : null;
    FlowSelection.Bits status = null;
    if (byStatus && request.has(Parameter.STATUS)) {
      long set = Math.max(0, request.draft.status);
      status = new FlowSelection.Bits(set, request.unset == 0 ? set : request.unset);
    }
    return new FlowSelection(
        request.table, request.family, mark, status, request.has(Parameter.ZERO));
  }

  private void list(Request request) {
    FlowSelection selection;
    if (request.table == FlowSelection.List.CONFIRMED) {
      if (request.has(Parameter.ZERO) && request.compares()) {
        throw ConntrackRejected.parameter("Can't use -z with filtering parameters");
      }
      networks(request);
      selection = selection(request, true);
    } else {
      selection = new FlowSelection(request.table, request.family, null, null, false);
    }
    FlowFilter filter = new FlowFilter(request);
    Printer printer = printer(request, true);
    flows.list(
        selection,
        flow -> {
          if (filter.matches(flow)) {
            printer.listed(flow);
            count++;
          }
        });
    printer.footer();
  }

  private void get(Request request) {
    Flow flow = flows.get(request.family, request.draft.request(Flow.ABSENT, null));
    if (new FlowFilter(request).matches(flow)) {
      printer(request, true).listed(flow);
      count++;
    }
  }

  private void create(Request request) {
    FlowDraft draft = request.draft;
    boolean original = request.has(Parameter.SOURCE) || request.has(Parameter.DESTINATION);
    boolean reply = request.has(Parameter.REPLY_SOURCE) || request.has(Parameter.REPLY_DESTINATION);
    if (original && !reply) {
      draft.reply.answer(draft.original);
    } else if (reply && !original) {
      draft.original.answer(draft.reply);
    }
    long mark = request.has(Parameter.MARK) ? request.mark : Flow.ABSENT;
    try {
      flows.create(request.family, draft.request(mark, request.changedLabels));
      count++;
    } catch (FlowsException e) {
      if (request.verb != Verb.ADD || e.errno() != Errno.EEXIST) {
        throw e;
      }
    }
  }

  private void delete(Request request) {
    networks(request);
    FlowFilter filter = new FlowFilter(request);
    Printer printer = new Printer(world, output, null, false, false);
    flows.list(
        selection(request, false),
        flow -> {
          if (filter.matches(flow) && delete(flow)) {
            printer.changed(FlowEvent.Kind.DESTROY, flow);
            count++;
          }
        });
  }

  /** False where it has gone by itself meanwhile. */
  private boolean delete(Flow flow) {
    try {
      flows.delete(flow);
      return true;
    } catch (FlowsException e) {
      if (e.errno() == Errno.ENOENT) {
        return false;
      }
      throw e;
    }
  }

  private void update(Request request) {
    networks(request);
    FlowFilter filter = FlowFilter.forUpdate(request);
    Printer printer = printer(request, false);
    flows.list(
        FlowSelection.all(request.family),
        flow -> {
          if (filter.matchesForUpdate(flow)) {
            FlowRequest change = FlowChange.of(request, flow);
            if (change != null && update(flow, change, printer)) {
              count++;
            }
          }
        });
  }

  private boolean update(Flow flow, FlowRequest change, Printer printer) {
    try {
      flows.update(flow.family(), change);
      Flow original = flow.toBuilder().reply(Tuple.UNKNOWN).build();
      printer.changed(
          FlowEvent.Kind.NEW, flows.get(flow.family(), FlowRequest.of(FlowChange.key(original))));
      return true;
    } catch (FlowsException e) {
      Labels labels = change.flow().labels();
      boolean gone = e.errno() == Errno.ENOENT;
      boolean noRoom = e.errno() == Errno.ENOSPC && labels != null && flow.labels() == null;
      if (!gone && !noRoom) {
        // The others may do better.
        world.err().print("Operation failed: " + Refusals.text(e, Verb.UPDATE) + "\n");
      }
      return false;
    }
  }

  private void flush(Request request) {
    try {
      flows.flush(request.family);
    } finally {
      world.err().print(VERSION + ": connection tracking table has been emptied.\n");
    }
  }

  private static Expectation expectation(Request request) {
    if (request.expected.protocol != Flow.ABSENT) {
      request.expected.protocol = request.protocolNumber;
    }
    return new Expectation(
        request.expected.tuple(),
        request.mask.tuple(),
        request.draft.original.tuple(),
        request.draft.timeout,
        Flow.ABSENT,
        0,
        Flow.ABSENT,
        null);
  }

  private void print(List<CpuCounters> all) {
    StringBuilder line = new StringBuilder();
    for (CpuCounters one : all) {
      line.setLength(0);
      String cpu = Integer.toString(one.cpu());
      line.append("cpu=").append(cpu).repeat(' ', Math.max(0, 4 - cpu.length())).append('\t');
      for (CpuCounters.Counter counter : one.counters()) {
        line.append(counter.name()).append('=').append(counter.value()).append(' ');
      }
      world.out().append(line).append('\n');
    }
  }
}
