package org.netfilter4j.model;

/** Which of the kernel's two packet-filter machines holds the rules. */
public enum Mode {
  /** nf_tables, as {@code iptables-nft} uses it; {@code iptables -V} says "(nf_tables)". */
  NFT("nft", "nf_tables"),
  /** x_tables, as {@code iptables-legacy} uses it. */
  LEGACY("legacy", "legacy");

  private final String word;
  private final String versionWord;

  Mode(String word, String versionWord) {
    this.word = word;
    this.versionWord = versionWord;
  }

  /** The word in options, variables and directory names. */
  public String word() {
    return word;
  }

  /** The word in brackets in {@code iptables -V}. */
  public String versionWord() {
    return versionWord;
  }
}
