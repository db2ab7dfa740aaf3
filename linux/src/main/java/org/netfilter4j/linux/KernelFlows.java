package org.netfilter4j.linux;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
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
import org.netfilter4j.model.conntrack.Tuple;
import org.netfilter4j.wire.conntrack.Attribute;
import org.netfilter4j.wire.conntrack.ExpectationReader;
import org.netfilter4j.wire.conntrack.FlowReader;
import org.netfilter4j.wire.conntrack.FlowWriter;
import org.netfilter4j.wire.conntrack.StatisticsReader;
import org.netfilter4j.wire.netlink.MalformedMessageException;
import org.netfilter4j.wire.netlink.MessageWriter;

/**
 * The connections of a network namespace, through ctnetlink. Lists come through a socket of their
 * own, so that what is listed can be changed while the list goes on.
 *
 * <p>Not safe for several threads.
 */
public final class KernelFlows implements Flows {
  private final NetworkNamespace namespace;
  private final MessageWriter writer = new MessageWriter(256);
  private @Nullable NetlinkSocket lists;
  private @Nullable NetlinkSocket requests;

  public KernelFlows(NetworkNamespace namespace) {
    this.namespace = namespace;
  }

  private NetlinkSocket open() {
    try {
      return NetlinkSocket.open(namespace, NetlinkSocket.NETFILTER);
    } catch (KernelException e) {
      if (e.errno() == Errno.EPROTONOSUPPORT) {
        throw new FlowsException(
            Errno.EPROTONOSUPPORT.message() + " (this kernel has no ctnetlink)");
      }
      throw refused(e);
    }
  }

  static FlowsException refused(KernelException e) {
    Errno errno = e.errno();
    return errno == null ? new FlowsException(e.getMessage()) : new FlowsException(errno);
  }

  /** What is put into a request after its header. */
  private interface Body {
    void write(MessageWriter out);
  }

  private static void nothing(MessageWriter out) {
    // A request may be its header alone.
  }

  private void dump(int type, @Nullable Family family, Body body, NetlinkSocket.Receiver to) {
    NetlinkSocket socket = lists;
    if (socket == null) {
      socket = open();
      // They are printed as they come.
      socket.mostOfAnswer(Long.MAX_VALUE);
      lists = socket;
    }
    ask(socket, type, MessageWriter.NLM_F_DUMP, family, body, to);
  }

  private void request(
      int type, int flags, @Nullable Family family, Body body, NetlinkSocket.Receiver to) {
    NetlinkSocket socket = requests;
    if (socket == null) {
      socket = open();
      requests = socket;
    }
    ask(socket, type, flags, family, body, to);
  }

  private void ask(
      NetlinkSocket socket,
      int type,
      int flags,
      @Nullable Family family,
      Body body,
      NetlinkSocket.Receiver to) {
    int number = socket.nextSequence();
    writer.clear();
    writer.begin(type, MessageWriter.NLM_F_REQUEST | flags, number, FlowWriter.family(family), 0);
    body.write(writer);
    writer.end();
    Errno refused;
    try {
      refused = socket.ask(writer, number, to);
    } catch (NetlinkSocket.Interrupted e) {
      // The table changes all the time; no dump of it is of one instant.
      return;
    } catch (MalformedMessageException e) {
      throw new FlowsException(Errno.EBADMSG);
    } catch (KernelException e) {
      throw refused(e);
    }
    if (refused != null) {
      throw new FlowsException(refused);
    }
  }

  @Override
  public void list(FlowSelection selection, Consumer<Flow> to) {
    int type =
        switch (selection.table()) {
          case CONFIRMED -> selection.zero() ? Attribute.GET_AND_ZERO : Attribute.GET;
          case DYING -> Attribute.GET_DYING;
          case UNCONFIRMED -> Attribute.GET_UNCONFIRMED;
        };
    dump(
        Attribute.FLOWS | type,
        selection.family(),
        out -> FlowWriter.selection(out, selection),
        message -> to.accept(FlowReader.read(message)));
  }

  @Override
  public Flow get(@Nullable Family family, FlowRequest request) {
    List<Flow> found = new ArrayList<>(1);
    request(
        Attribute.FLOWS | Attribute.GET,
        MessageWriter.NLM_F_ACK,
        family,
        out -> FlowWriter.request(out, request),
        message -> found.add(FlowReader.read(message)));
    if (found.isEmpty()) {
      throw new FlowsException(Errno.ENOENT);
    }
    return found.getFirst();
  }

  @Override
  public void create(@Nullable Family family, FlowRequest request) {
    request(
        Attribute.FLOWS | Attribute.NEW,
        MessageWriter.NLM_F_ACK | MessageWriter.NLM_F_CREATE | MessageWriter.NLM_F_EXCL,
        family,
        out -> FlowWriter.request(out, request),
        message -> {});
  }

  @Override
  public void update(@Nullable Family family, FlowRequest request) {
    request(
        Attribute.FLOWS | Attribute.NEW,
        MessageWriter.NLM_F_ACK,
        family,
        out -> FlowWriter.request(out, request),
        message -> {});
  }

  @Override
  public void delete(Flow flow) {
    request(
        Attribute.FLOWS | Attribute.DELETE,
        MessageWriter.NLM_F_ACK,
        flow.family(),
        out -> FlowWriter.identity(out, flow),
        message -> {});
  }

  @Override
  public void flush(@Nullable Family family) {
    request(
        Attribute.FLOWS | Attribute.DELETE,
        MessageWriter.NLM_F_ACK,
        family,
        KernelFlows::nothing,
        message -> {});
  }

  @Override
  public long count() {
    long[] count = {0};
    request(
        Attribute.FLOWS | Attribute.GET_STATISTICS,
        MessageWriter.NLM_F_ACK,
        null,
        KernelFlows::nothing,
        message -> count[0] = StatisticsReader.count(message));
    return count[0];
  }

  @Override
  public List<CpuCounters> statistics() {
    List<CpuCounters> all = new ArrayList<>();
    dump(
        Attribute.FLOWS | Attribute.GET_CPU_STATISTICS,
        null,
        KernelFlows::nothing,
        message -> all.add(StatisticsReader.flows(message)));
    return all;
  }

  @Override
  public void listExpectations(@Nullable Family family, Consumer<Expectation> to) {
    dump(
        Attribute.EXPECTATIONS | Attribute.GET,
        family,
        KernelFlows::nothing,
        message -> to.accept(ExpectationReader.read(message)));
  }

  @Override
  public Expectation getExpectation(Family family, Tuple tuple, boolean byMaster) {
    List<Expectation> found = new ArrayList<>(1);
    request(
        Attribute.EXPECTATIONS | Attribute.GET,
        MessageWriter.NLM_F_ACK,
        family,
        out -> FlowWriter.expectation(out, tuple, byMaster),
        message -> found.add(ExpectationReader.read(message)));
    if (found.isEmpty()) {
      throw new FlowsException(Errno.ENOENT);
    }
    return found.getFirst();
  }

  @Override
  public void createExpectation(Family family, Expectation expectation) {
    request(
        Attribute.EXPECTATIONS | Attribute.NEW,
        MessageWriter.NLM_F_ACK | MessageWriter.NLM_F_CREATE | MessageWriter.NLM_F_EXCL,
        family,
        out -> FlowWriter.expectation(out, expectation),
        message -> {});
  }

  @Override
  public void deleteExpectation(Family family, Tuple tuple) {
    request(
        Attribute.EXPECTATIONS | Attribute.DELETE,
        MessageWriter.NLM_F_ACK,
        family,
        out -> FlowWriter.expectation(out, tuple, false),
        message -> {});
  }

  @Override
  public void flushExpectations(@Nullable Family family) {
    request(
        Attribute.EXPECTATIONS | Attribute.DELETE,
        MessageWriter.NLM_F_ACK,
        family,
        KernelFlows::nothing,
        message -> {});
  }

  @Override
  public List<CpuCounters> expectationStatistics() {
    List<CpuCounters> all = new ArrayList<>();
    dump(
        Attribute.EXPECTATIONS | Attribute.GET_EXPECTATION_CPU_STATISTICS,
        null,
        KernelFlows::nothing,
        message -> all.add(StatisticsReader.expectations(message)));
    return all;
  }

  @Override
  public Watch<Flow> watch(Set<FlowEvent.Kind> kinds, long receiveRoom) {
    return new KernelFlowWatch<>(open(), 0, kinds, receiveRoom, FlowReader::read);
  }

  @Override
  public Watch<Expectation> watchExpectations(Set<FlowEvent.Kind> kinds) {
    return new KernelFlowWatch<>(
        open(), Attribute.EXPECTATION_GROUPS, kinds, 0, ExpectationReader::read);
  }

  @Override
  public void close() {
    if (lists != null) {
      lists.close();
    }
    if (requests != null) {
      requests.close();
    }
  }
}
