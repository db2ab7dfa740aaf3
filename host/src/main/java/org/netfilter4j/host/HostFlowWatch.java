package org.netfilter4j.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.FileTime;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.conntrack.Flow;
import org.netfilter4j.model.conntrack.FlowEvent;
import org.netfilter4j.model.conntrack.Flows;
import org.netfilter4j.xt.Names;

/** What happens to the connections of a host's file: it is looked at five times a second. */
final class HostFlowWatch implements Flows.Watch<Flow> {
  private static final long MILLIS = 200;

  private final HostDirectory directory;
  private final Names names;
  private final Set<FlowEvent.Kind> kinds;
  private Map<FlowKey, Flow> known;
  private @Nullable FileTime written;

  HostFlowWatch(HostDirectory directory, Names names, Set<FlowEvent.Kind> kinds) {
    this.directory = directory;
    this.names = names;
    this.kinds = EnumSet.noneOf(FlowEvent.Kind.class);
    this.kinds.addAll(kinds);
    written = written();
    known = read();
  }

  private @Nullable FileTime written() {
    try {
      return Files.getLastModifiedTime(directory.connections());
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      throw new HostException(directory.connections(), "can't be read: " + HostDirectory.reason(e));
    }
  }

  private Map<FlowKey, Flow> read() {
    Map<FlowKey, Flow> flows = new LinkedHashMap<>();
    for (Flow flow : HostFlows.read(directory, names)) {
      flows.putIfAbsent(FlowKey.original(flow), flow);
    }
    return flows;
  }

  static void pause() {
    try {
      Thread.sleep(MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean await(Consumer<FlowEvent<Flow>> to) {
    pause();
    FileTime now = written();
    if (java.util.Objects.equals(now, written)) {
      return true;
    }
    written = now;
    Map<FlowKey, Flow> flows = read();
    for (Map.Entry<FlowKey, Flow> entry : known.entrySet()) {
      if (!flows.containsKey(entry.getKey())) {
        tell(FlowEvent.Kind.DESTROY, entry.getValue(), to);
      }
    }
    for (Map.Entry<FlowKey, Flow> entry : flows.entrySet()) {
      Flow before = known.get(entry.getKey());
      if (before == null) {
        tell(FlowEvent.Kind.NEW, entry.getValue(), to);
      } else if (!before.equals(entry.getValue())) {
        tell(FlowEvent.Kind.UPDATE, entry.getValue(), to);
      }
    }
    known = flows;
    return true;
  }

  private void tell(FlowEvent.Kind kind, Flow flow, Consumer<FlowEvent<Flow>> to) {
    if (kinds.contains(kind)) {
      to.accept(new FlowEvent<>(kind, flow, 0, null));
    }
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
