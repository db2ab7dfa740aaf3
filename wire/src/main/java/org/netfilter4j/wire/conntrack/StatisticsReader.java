package org.netfilter4j.wire.conntrack;

import java.util.ArrayList;
import java.util.List;
import org.netfilter4j.model.conntrack.CpuCounters;
import org.netfilter4j.wire.netlink.Attributes;
import org.netfilter4j.wire.netlink.Message;

/** Reads what processors have counted. */
public final class StatisticsReader {
  /** By number of attribute (CTA_STATS_…); the last four are for kernels to come. */
  private static final List<String> FLOWS =
      List.of(
          "searched",
          "found",
          "new",
          "invalid",
          "ignore",
          "delete",
          "delete_list",
          "insert",
          "insert_failed",
          "drop",
          "early_drop",
          "error",
          "search_restart",
          "clash_resolve",
          "chaintoolong",
          "unknown1",
          "unknown2",
          "unknown3",
          "unknown4");

  /** CTA_STATS_EXP_…. */
  private static final List<String> EXPECTATIONS =
      List.of("expect_new", "expect_create", "expect_delete");

  /** CTA_STATS_GLOBAL_ENTRIES. */
  private static final int ENTRIES = 1;

  private StatisticsReader() {}

  /** What one processor counted of connections. */
  public static CpuCounters flows(Message message) {
    return read(message, FLOWS);
  }

  /** What one processor counted of expectations. */
  public static CpuCounters expectations(Message message) {
    return read(message, EXPECTATIONS);
  }

  /** How many connections there are. */
  public static long count(Message message) {
    Attributes in = message.attributes();
    long count = 0;
    while (in.next()) {
      if (in.type() == ENTRIES) {
        count = in.network32();
      }
    }
    return count;
  }

  private static CpuCounters read(Message message, List<String> names) {
    long[] values = new long[names.size()];
    java.util.Arrays.fill(values, -1);
    Attributes in = message.attributes();
    while (in.next()) {
      if (in.type() >= 1 && in.type() <= values.length) {
        values[in.type() - 1] = in.network32();
      }
    }
    List<CpuCounters.Counter> counters = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      if (values[i] >= 0) {
        counters.add(new CpuCounters.Counter(names.get(i), values[i]));
      }
    }
    return new CpuCounters(message.resource(), counters);
  }
}
