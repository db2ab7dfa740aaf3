package org.netfilter4j.host;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.command.conntrack.FlowText;
import org.netfilter4j.model.Counters;
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
import org.netfilter4j.xt.ConnectionLabels;
import org.netfilter4j.xt.Names;

/**
 * The connections of an embedded host: those of its file. No packets pass while no engine runs on
 * the host, so times don't tick and nothing is counted; helpers foretell nothing. What happens to
 * the connections is what programs change in the file.
 *
 * <p>Requests are refused as the kernel refuses them (net/netfilter/nf_conntrack_netlink.c).
 */
final class HostFlows implements Flows {
  private final HostDirectory directory;
  private final Names names;
  private final Runnable lock;

  /** By the tuples that packets are looked up by: each connection stands here twice. */
  private final Map<FlowKey, Flow> byTuple = new LinkedHashMap<>();

  private boolean read;
  private boolean changed;

  /**
   * @param lock what is done before the file is read to be changed
   */
  HostFlows(HostDirectory directory, Names names, Runnable lock) {
    this.directory = directory;
    this.names = names;
    this.lock = lock;
  }

  private Map<FlowKey, Flow> flows() {
    if (!read) {
      lock.run();
      for (Flow flow : read(directory, names)) {
        add(flow);
      }
      read = true;
    }
    return byTuple;
  }

  /** The connections of the file, in its order; of two about one flow both. */
  static List<Flow> read(HostDirectory directory, Names names) {
    String text = HostDirectory.read(directory.connections());
    List<Flow> flows = new ArrayList<>();
    if (text == null) {
      return flows;
    }
    ConnectionLabels labels = text.contains(" labels=") ? names.labels() : null;
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      if (!line.isBlank()) {
        try {
          flows.add(FlowText.parse(line, labels));
        } catch (IllegalArgumentException e) {
          throw new HostException(
              directory.connections(), "line " + number + ": " + e.getMessage());
        }
      }
    }
    return flows;
  }

  private boolean add(Flow flow) {
    FlowKey original = FlowKey.original(flow);
    FlowKey reply = FlowKey.reply(flow);
    if (byTuple.containsKey(original) || byTuple.containsKey(reply)) {
      return false;
    }
    byTuple.put(original, flow);
    byTuple.put(reply, flow);
    return true;
  }

  private void replace(Flow before, Flow after) {
    byTuple.put(FlowKey.original(before), after);
    byTuple.put(FlowKey.reply(before), after);
    changed = true;
  }

  private void remove(Flow flow) {
    byTuple.remove(FlowKey.original(flow));
    byTuple.remove(FlowKey.reply(flow));
    changed = true;
  }

  /** Each connection once. */
  private List<Flow> all() {
    List<Flow> all = new ArrayList<>();
    for (Map.Entry<FlowKey, Flow> entry : flows().entrySet()) {
      if (!entry.getKey().isReply()) {
        all.add(entry.getValue());
      }
    }
    return all;
  }

  @Override
  public void list(FlowSelection selection, Consumer<Flow> to) {
    if (selection.table() != FlowSelection.List.CONFIRMED) {
      // No packet is under way that could hold one of those.
      return;
    }
    if (selection.status() != null && selection.status().mask() == 0) {
      throw new FlowsException(Errno.EINVAL);
    }
    for (Flow flow : all()) {
      if (selection.matches(flow)) {
        to.accept(flow);
        if (selection.zero() && flow.originalCounters() != null) {
          replace(
              flow,
              flow.toBuilder()
                  .originalCounters(Counters.ZERO)
                  .replyCounters(Counters.ZERO)
                  .build());
        }
      }
    }
  }

  private Flow find(FlowRequest request) {
    Flow found = flows().get(FlowKey.original(request.flow()));
    if (found == null) {
      throw new FlowsException(Errno.ENOENT);
    }
    return found;
  }

  @Override
  public Flow get(@Nullable Family family, FlowRequest request) {
    FlowChecks.request(request);
    return find(request);
  }

  @Override
  public void create(@Nullable Family family, FlowRequest request) {
    FlowChecks.request(request);
    flows();
    Flow made = FlowChecks.made(request);
    if (!add(made)) {
      throw new FlowsException(Errno.EEXIST);
    }
    changed = true;
  }

  @Override
  public void update(@Nullable Family family, FlowRequest request) {
    FlowChecks.request(request);
    Flow before = find(request);
    replace(before, FlowChecks.changed(before, request));
  }

  @Override
  public void delete(Flow flow) {
    if (flows().get(FlowKey.original(flow)) == null) {
      throw new FlowsException(Errno.ENOENT);
    }
    remove(flow);
  }

  @Override
  public void flush(@Nullable Family family) {
    for (Flow flow : all()) {
      if (family == null || family == flow.family()) {
        remove(flow);
      }
    }
  }

  @Override
  public long count() {
    return all().size();
  }

  @Override
  public List<CpuCounters> statistics() {
    return List.of(
        zero(
            "found",
            "invalid",
            "insert",
            "insert_failed",
            "drop",
            "early_drop",
            "error",
            "search_restart",
            "clash_resolve",
            "chaintoolong"));
  }

  /** Nothing passes, so nothing has been counted. */
  private static CpuCounters zero(String... names) {
    List<CpuCounters.Counter> counters = new ArrayList<>();
    for (String name : names) {
      counters.add(new CpuCounters.Counter(name, 0));
    }
    return new CpuCounters(0, counters);
  }

  @Override
  public void listExpectations(@Nullable Family family, Consumer<Expectation> to) {
    // Helpers foretell connections as packets pass.
  }

  @Override
  public Expectation getExpectation(Family family, Tuple tuple, boolean byMaster) {
    throw new FlowsException(Errno.ENOENT);
  }

  @Override
  public void createExpectation(Family family, Expectation expectation) {
    Flow master = Flow.of(expectation.master(), expectation.master());
    if (flows().get(FlowKey.original(master)) == null) {
      throw new FlowsException(Errno.ENOENT);
    }
    throw new FlowsException(Errno.EOPNOTSUPP);
  }

  @Override
  public void deleteExpectation(Family family, Tuple tuple) {
    throw new FlowsException(Errno.ENOENT);
  }

  @Override
  public void flushExpectations(@Nullable Family family) {
    // There are none.
  }

  @Override
  public List<CpuCounters> expectationStatistics() {
    return List.of(zero("expect_new", "expect_create", "expect_delete"));
  }

  @Override
  public Watch<Flow> watch(Set<FlowEvent.Kind> kinds, long receiveRoom) {
    return new HostFlowWatch(directory, names, kinds);
  }

  @Override
  public Watch<Expectation> watchExpectations(Set<FlowEvent.Kind> kinds) {
    return new NoExpectations();
  }

  /** Waits in vain. */
  private static final class NoExpectations implements Watch<Expectation> {
    @Override
    public boolean await(Consumer<FlowEvent<Expectation>> to) {
      HostFlowWatch.pause();
      return true;
    }

    @Override
    public long room() {
      return 0;
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }

  /** Writes the file, where anything was changed. */
  @Override
  public void close() {
    if (changed && (!byTuple.isEmpty() || Files.exists(directory.connections()))) {
      ConnectionLabels labels = names.labels();
      StringBuilder text = new StringBuilder();
      for (Flow flow : all()) {
        FlowText.append(text, flow, labels);
        text.append('\n');
      }
      HostDirectory.replace(
          directory.connections(),
          out -> out.write(text.toString().getBytes(StandardCharsets.UTF_8)));
      changed = false;
    }
  }
}
