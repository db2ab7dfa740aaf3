package org.netfilter4j.agent;

import java.time.Instant;
import java.util.List;

/** How an agent is, as JSON for its page, which is also what {@code nf4j agent status} prints. */
final class ReportText {
  private ReportText() {}

  /** One object; the keys' order is fixed. */
  static String json(AgentReport report) {
    StringBuilder out = new StringBuilder("{\n");
    member(out, "ready");
    out.append(report.isReady());
    member(out, "name");
    JsonText.quote(out, report.name());
    member(out, "mode");
    JsonText.quote(out, report.mode());
    member(out, "directory");
    JsonText.quote(out, report.directory());
    member(out, "files");
    out.append(report.files());
    member(out, "last_apply");
    Instant applied = report.applied();
    if (applied == null) {
      out.append("null");
    } else {
      JsonText.quote(out, applied.toString());
    }
    member(out, "last_apply_seconds");
    out.append(report.applySeconds());
    member(out, "drift_repairs");
    out.append(report.repairs());
    member(out, "fighting");
    out.append(report.fighting());
    member(out, "problems");
    problems(out, report.problems());
    member(out, "waiting");
    texts(out, report.waiting());
    member(out, "warnings");
    texts(out, report.warnings());
    return out.append("\n}\n").toString();
  }

  private static void member(StringBuilder out, String name) {
    out.append(out.length() <= 2 ? "  " : ",\n  ");
    JsonText.quote(out, name);
    out.append(": ");
  }

  private static void problems(StringBuilder out, List<Problem> problems) {
    out.append('[');
    for (Problem problem : problems) {
      out.append(out.charAt(out.length() - 1) == '[' ? "\n    {" : ",\n    {");
      out.append("\"reason\": ");
      JsonText.quote(out, problem.reason().word());
      if (problem.file() != null) {
        out.append(", \"file\": ");
        JsonText.quote(out, problem.file());
      }
      if (problem.line() > 0) {
        out.append(", \"line\": ").append(problem.line());
      }
      out.append(", \"message\": ");
      JsonText.quote(out, problem.message());
      out.append('}');
    }
    out.append(']');
  }

  private static void texts(StringBuilder out, List<String> texts) {
    out.append('[');
    for (String text : texts) {
      out.append(out.charAt(out.length() - 1) == '[' ? "\n    " : ",\n    ");
      JsonText.quote(out, text);
    }
    out.append(']');
  }
}
