package org.netfilter4j.diagnose;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Packets that the kernel traced, as people read them; those that went the same way together. */
public final class TraceReport {
  private final Tongue tongue;
  private final WhyReport report;
  private final Why why;
  private final List<Told> all = new ArrayList<>();

  private record Told(Answer answer, @Nullable Parting parting) {}

  public TraceReport(Tongue tongue, WhyReport.Detail detail, Why why) {
    this.tongue = tongue;
    this.report = new WhyReport(tongue, detail, null);
    this.why = why;
  }

  /**
   * Adds a packet.
   *
   * @param answer the kernel's account of it
   * @param parting where the engine's differs; null where it does not
   */
  public void add(Answer answer, @Nullable Parting parting) {
    all.add(new Told(answer, parting));
  }

  /** Prints the first packet of each way whole, and how many others went it. */
  public void print(PrintStream out) {
    List<Told> left = new ArrayList<>(all);
    boolean first = true;
    while (!left.isEmpty()) {
      Told told = left.removeFirst();
      if (!first) {
        out.println();
      }
      first = false;
      Parting parting = told.parting;
      report.print(told.answer, why, parting == null, out);
      if (parting != null) {
        out.println();
        parting.lines(tongue).forEach(out::println);
      }
      int before = left.size();
      left.removeIf(other -> Parting.between(other.answer, told.answer) == null);
      int same = before - left.size();
      if (same > 0) {
        out.println();
        out.println(
            tongue.say(
                same == 1
                    ? "1 more packet went the same way."
                    : same + " more packets went the same way.",
                "另有 " + same + " 个数据包走了同样的路径。"));
      }
    }
  }

  /** The same for programs: an array of packets, each as {@code why --json} has it. */
  public String json() {
    WhyJson json = new WhyJson(tongue);
    ArrayNode packets = json.array();
    for (Told told : all) {
      ObjectNode node = json.node(told.answer, why);
      Parting parting = told.parting;
      ArrayNode lines = parting == null ? null : node.putArray("differsFromWhy");
      if (lines != null && parting != null) {
        parting.lines(tongue).forEach(line -> lines.add(line.strip()));
      }
      packets.add(node);
    }
    return json.text(packets);
  }

  /** What {@link #print} prints. */
  public String text() {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(text, false, StandardCharsets.UTF_8);
    print(out);
    out.flush();
    return text.toString(StandardCharsets.UTF_8);
  }
}
