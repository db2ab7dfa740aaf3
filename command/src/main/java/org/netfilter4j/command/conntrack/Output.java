package org.netfilter4j.command.conntrack;

/** What {@code -o} asks for. */
final class Output {
  boolean xml;
  boolean extended;
  boolean timestamp;
  boolean id;
  boolean kernelTimestamp;
  boolean labels;
  boolean save;

  /** Whether "save" stands beside anything else. */
  boolean isMixed() {
    return save && (xml || extended || timestamp || id || kernelTimestamp || labels);
  }
}
