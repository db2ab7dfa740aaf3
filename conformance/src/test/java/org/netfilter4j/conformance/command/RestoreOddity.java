package org.netfilter4j.conformance.command;

import java.util.List;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;

/**
 * Something that iptables-restore 1.8.9 does and we don't, because it can't be meant. Generated
 * files keep clear of it; a test checks that it is still so.
 *
 * @param file shows it, on the tables that {@link ListingJudge#compareRestore} makes
 */
record RestoreOddity(String reason, Mode mode, Family family, List<String> settings, String file) {

  private static RestoreOddity nft(String reason, List<String> settings, String... lines) {
    return new RestoreOddity(reason, Mode.NFT, Family.IPV4, settings, text(lines));
  }

  private static String text(String... lines) {
    return String.join("\n", lines) + "\n";
  }

  static final List<RestoreOddity> ALL =
      List.of(
          nft(
              "-F forgets rules of the same file: the table is not known to be there",
              List.of(),
              "*filter",
              "-A INPUT -s 1.1.1.1",
              "-F",
              "COMMIT"),
          nft(
              "-E: the old name is known to the end of the table",
              List.of("-n"),
              "*filter",
              "-E old older",
              "-A FORWARD -j old",
              "COMMIT"),
          nft(
              "-R of a rule of the same file uses memory that is free",
              List.of(),
              "*filter",
              "-A INPUT -s 1.1.1.1",
              "-R INPUT 1 -j DROP",
              "COMMIT"),
          nft(
              "-E of a chain of the same file: the kernel is asked with no handle",
              List.of(),
              "*filter",
              ":user - [0:0]",
              "-E user other",
              "-A other -j ACCEPT",
              "COMMIT"),
          nft(
              "-Z sends the policy that the chain had before the file",
              List.of("-n"),
              "*filter",
              ":FORWARD ACCEPT [0:0]",
              "-Z",
              "COMMIT"),
          nft(
              "-X of a built-in chain goes by rules that may not have been read",
              List.of("-n"),
              "*filter",
              "-D INPUT 1",
              ":INPUT DROP [0:0]",
              "-X INPUT",
              "COMMIT"),
          nft(
              "-X: a chain that the kernel will keep is gone for the lines after",
              List.of("-n"),
              "*filter",
              "-X old",
              "-I old 1 -j RETURN",
              "COMMIT"),
          nft(
              "-S makes the tool believe in all built-in chains, and not make them",
              List.of("-n"),
              "*filter",
              "-S",
              "-A OUTPUT -j ACCEPT",
              "COMMIT"),
          nft(
              "-v keeps the policies of chains that the file does not declare",
              List.of("-v"),
              "*filter",
              "-A INPUT -j ACCEPT",
              "COMMIT"),
          new RestoreOddity(
              "counters of a file's line are lost in ip6tables-nft-restore",
              Mode.NFT,
              Family.IPV6,
              List.of("-c"),
              text("*filter", "[1:2] -A INPUT -j ACCEPT", "COMMIT")),
          new RestoreOddity(
              "-S of the same file's rule that goes to a chain: a target of that name is looked"
                  + " for",
              Mode.LEGACY,
              Family.IPV4,
              List.of("-n"),
              text("*filter", "-A INPUT -j old", "-S", "COMMIT")),
          new RestoreOddity(
              "-Z leaves the counters that the same file has set",
              Mode.LEGACY,
              Family.IPV4,
              List.of("-c"),
              text("*filter", ":INPUT ACCEPT [1:2]", "-Z", "COMMIT")));
}
