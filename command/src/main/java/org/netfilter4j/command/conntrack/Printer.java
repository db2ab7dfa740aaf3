package org.netfilter4j.command.conntrack;

import java.io.PrintStream;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.conntrack.Expectation;
import org.netfilter4j.model.conntrack.Flow;
import org.netfilter4j.model.conntrack.FlowEvent;
import org.netfilter4j.xt.ConnectionLabels;

/** Prints connections and expectations as {@code -o} asks, and counts them. */
final class Printer {
  private final PrintStream out;
  private final Output output;
  private final ConntrackEnvironment world;
  private final FlowLine lines;
  private final FlowXml xml;
  private final StringBuilder line = new StringBuilder();
  private @Nullable String open;

  /**
   * @param labels their names; null where labels are not printed
   * @param kernelTimes whether {@code -o ktimestamp} counts here
   * @param when whether {@code -o xml,timestamp} tells the time of printing here
   */
  Printer(
      ConntrackEnvironment world,
      Output output,
      @Nullable ConnectionLabels labels,
      boolean kernelTimes,
      boolean when) {
    this.world = world;
    this.output = output;
    out = world.out();
    boolean times = kernelTimes && output.kernelTimestamp;
    lines = new FlowLine(world.clock(), output.extended, times, output.id, labels);
    xml = new FlowXml(world.clock(), times, when && output.timestamp, labels);
  }

  private void header(String element) {
    if (open == null) {
      open = element;
      out.print(FlowXml.HEADER);
      out.print("<" + element + ">\n");
    }
  }

  /** Ends what {@link #header} began. */
  void footer() {
    if (open != null) {
      out.print("</" + open + ">\n");
      open = null;
    }
  }

  private void print() {
    out.append(line).append('\n');
  }

  /** One of a list. */
  void listed(Flow flow) {
    if (output.xml && !output.save) {
      header("conntrack");
    }
    changed(FlowEvent.Kind.NEW, flow);
  }

  /**
   * One that was changed or deleted, without a header.
   *
   * @param save what {@code -o save} makes of it
   */
  void changed(FlowEvent.Kind save, Flow flow) {
    line.setLength(0);
    if (output.save) {
      FlowSave.append(line, save, flow);
    } else if (output.xml) {
      xml.append(line, null, flow);
    } else {
      lines.append(line, flow);
    }
    print();
  }

  /** One that something happened to. */
  void event(FlowEvent<Flow> event) {
    line.setLength(0);
    if (output.save) {
      FlowSave.append(line, event.kind(), event.subject());
    } else if (output.xml) {
      header("conntrack");
      xml.append(line, event.kind(), event.subject());
    } else {
      if (output.timestamp) {
        stamp('0');
      }
      FlowLine.event(line, event.kind());
      lines.append(line, event.subject());
    }
    if (event.port() != 0) {
      line.append(" [USERSPACE] portid=").append(event.port());
      if (event.program() != null) {
        line.append(" progname=").append(event.program());
      }
    }
    print();
    out.flush();
  }

  /** The time, with microseconds of six places. */
  private void stamp(char filler) {
    java.time.Instant now = world.clock().instant();
    String micros = Integer.toString(now.getNano() / 1000);
    line.append('[').append(now.getEpochSecond()).append('.');
    if (filler == '0') {
      line.repeat('0', 6 - micros.length()).append(micros);
    } else {
      line.append(micros).repeat(' ', 6 - micros.length());
    }
    line.append("]\t");
  }

  void listed(Expectation expectation) {
    expectation(null, expectation);
  }

  /** An expectation, of a list where no kind is told. */
  void expectation(FlowEvent.@Nullable Kind kind, Expectation expectation) {
    line.setLength(0);
    if (output.xml) {
      header("expect");
      xml.append(line, kind, expectation);
    } else {
      if (output.timestamp) {
        stamp(' ');
      }
      if (kind != null) {
        FlowLine.event(line, kind);
      }
      FlowLine.append(line, expectation);
    }
    print();
    if (kind != null) {
      out.flush();
    }
  }
}
