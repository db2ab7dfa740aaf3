package org.netfilter4j.engine;

import java.util.ArrayList;
import java.util.List;

/** Is told what happens to a packet on its way, in order. */
@FunctionalInterface
public interface Tracer {
  /** Nobody watches: no event is made. */
  Tracer NONE =
      new Tracer() {
        @Override
        public void event(TraceEvent event) {}

        @Override
        public boolean isOn() {
          return false;
        }
      };

  /** Whether events are made at all. */
  default boolean isOn() {
    return true;
  }

  void event(TraceEvent event);

  /** Keeps all events. */
  final class Recorder implements Tracer {
    private final List<TraceEvent> events = new ArrayList<>();

    @Override
    public void event(TraceEvent event) {
      events.add(event);
    }

    public List<TraceEvent> events() {
      return events;
    }
  }
}
