package org.netfilter4j.conformance.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.OwnPrograms;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.conformance.Tally;
import org.netfilter4j.host.EmbeddedHost;
import org.netfilter4j.host.HostDirectory;
import org.netfilter4j.model.Mode;

/**
 * The programs by all their names, with the words that are not rules, on a host in files: each
 * command opens it anew.
 */
class ToolsTest {
  /** Commands one after the other; FILE stands for a file of rules, NONE for one that is not. */
  private static final String LINES =
      """
      iptables-nft-save
      iptables-nft-save -t nat
      iptables-nft-save -t nope
      iptables-nft-save -c -t filter
      iptables-nft-save --table=raw --counters
      iptables-nft-save -V
      iptables-nft-save --version
      iptables-nft-save --vers
      iptables-nft-save -b
      iptables-nft-save --binary
      iptables-nft-save -d
      iptables-nft-save --dump -t mangle
      iptables-nft-save -f NONE
      iptables-nft-save -h
      iptables-nft-save -4
      iptables-nft-save --ipv4
      iptables-nft-save x
      iptables-nft-save --modprobe
      iptables-nft-save -M x
      iptables-nft-save --modprobe=x
      iptables-nft-save --m
      iptables-nft-save -t
      iptables-nft-save --counters=1
      iptables-legacy-save -t nat
      iptables-legacy-save
      iptables-legacy-save -t mangle -c
      iptables-legacy-save
      iptables-legacy-save -d -c
      iptables-legacy-save -c -d
      iptables-legacy-save -t nope
      iptables-legacy-save --help
      iptables-legacy-save -t
      iptables-legacy-save -6
      iptables-legacy-save -V
      ip6tables-legacy-save --version
      iptables-nft-save
      iptables-legacy -t raw -L -n
      iptables-legacy-save
      iptables-legacy -t security -D INPUT 4
      iptables-legacy-save -c
      ip6tables-legacy-save
      ip6tables-legacy -t nope -L
      ip6tables-legacy -t mangle -C FORWARD
      ip6tables-legacy -t filter -S
      ip6tables-legacy-save
      iptables-nft -t nat -N user
      iptables-nft -Z INPUT
      iptables-nft -t nat -Z INPUT
      iptables-nft -t nat -Z
      iptables-nft-save
      iptables-nft -t nat -F OUTPUT
      iptables-nft -t nat -Z OUTPUT
      iptables-nft -t nat -L -Z
      iptables-nft -t nat -Z INPUT
      iptables-nft -t nat -X
      iptables-nft -t nat -Z INPUT
      iptables-nft -t nat -S
      iptables-nft -t raw -L -Z
      iptables-nft -V
      iptables-nft --version
      iptables-nft ! -V
      ip6tables-nft -V
      iptables-legacy -V
      ip6tables-legacy --vers
      ip6tables-legacy ! --version
      iptables-nft-restore --version
      iptables-legacy-restore --version
      ip6tables-legacy-restore -V
      iptables-nft-restore -x
      iptables-nft-restore a b
      iptables-nft-restore NONE
      iptables-legacy-restore NONE
      iptables-legacy-restore -W 5 FILE
      iptables-legacy-restore -W 5 -w 3 FILE
      iptables-legacy-restore -w x FILE
      iptables-legacy-restore -w 5 -W x FILE
      iptables-legacy-restore -w 5 -W 1000000 FILE
      iptables-legacy-restore --wait=5 FILE
      iptables-legacy-restore --wait 5 FILE
      iptables-legacy-restore -w5 FILE
      iptables-legacy-restore -w
      iptables-nft-restore -w 5 FILE
      iptables-nft-restore -w x FILE
      iptables-nft-restore --wait=x FILE
      iptables-nft-restore -W FILE
      iptables-nft-restore -4 FILE
      iptables-nft-restore --ipv4 FILE
      iptables-nft-restore --ipv6 FILE
      iptables-legacy-restore --ipv4 FILE
      iptables-legacy-restore -b FILE
      iptables-nft-restore --v FILE
      iptables-nft-restore --wait-i FILE
      iptables-nft-restore --counter FILE
      iptables-nft-restore -T filter FILE
      iptables-nft-restore -T
      iptables-nft-restore -M x -t FILE
      iptables-nft-restore -tv FILE
      iptables-legacy-restore -v FILE
      iptables-legacy-restore -nv FILE
      iptables-nft-restore -n FILE
      iptables-nft-save
      iptables-legacy-save
      xtables-nft-multi iptables -V
      xtables-nft-multi main6 -V
      xtables-nft-multi iptables-nft-save -V
      xtables-nft-multi save6 -V
      xtables-nft-multi restore4 -V
      xtables-nft-multi save4
      xtables-nft-multi iptables -N made
      xtables-nft-multi iptables-nft -S
      xtables-nft-multi ip6tables -L nope
      xtables-nft-multi main4 -x
      xtables-legacy-multi iptables -N made
      xtables-legacy-multi save4
      xtables-legacy-multi main4 -S made
      xtables-legacy-multi restore6 -V
      xtables-legacy-multi ip6tables-legacy-save -t filter
      xtables-legacy-multi iptables-legacy -L made
      xtables-legacy-multi iptables-nft
      xtables-legacy-multi
      xtables-nft-multi iptables-xml FILE
      xtables-legacy-multi xml -c FILE
      iptables-xml FILE
      """;

  private static final String FILE =
      """
      # a comment
      *filter
      :INPUT ACCEPT [1:2]
      :user - [0:0]
      -A INPUT -s 1.2.3.4/32 -j user
      -A OUTPUT -j DROP
      COMMIT
      """;

  @BeforeAll
  static void judge() {
    Oracle.require("iptables-nft", "iptables-legacy", "nft");
  }

  @Test
  void answerAsTheToolsDo(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("rules"), FILE);
    Path none = directory.resolve("none").resolve("none");
    HostDirectory host = new HostDirectory(Files.createDirectory(directory.resolve("host")));
    List<List<String>> lines = new ArrayList<>();
    for (String line : LINES.lines().toList()) {
      List<String> words = new ArrayList<>(Command.words(line));
      words.replaceAll(
          w -> w.equals("FILE") ? file.toString() : w.equals("NONE") ? none.toString() : w);
      lines.add(words);
    }
    try (Namespace namespace = Namespace.open();
        Tally tally = new Tally("programs by their names")) {
      List<Result> results =
          namespace.shell().runAll(lines.stream().map(l -> Command.of(l).stdin("")).toList());
      for (int i = 0; i < lines.size(); i++) {
        List<String> words = lines.get(i);
        tally.compare(Command.of(words), text(results.get(i)), text(run(host, words)));
      }
      tally.assertAgreement(lines.size());
    }
  }

  private static Result run(HostDirectory directory, List<String> words) {
    try (EmbeddedHost host = new EmbeddedHost(directory)) {
      return OwnPrograms.run(host, Mode.NFT, words, "");
    }
  }

  /** All that is said, but for the time, and the tools that we don't have. */
  private static String text(Result result) {
    StringBuilder text = new StringBuilder("exit " + result.exit() + "\n");
    for (String line : (result.stdout() + "--\n" + result.stderr()).lines().toList()) {
      boolean other = line.startsWith(" * arp") || line.startsWith(" * eb");
      if (!line.isEmpty() && !other && !line.equals(" * xtables-monitor")) {
        text.append(line.replaceAll("^(# (Gen|Comp).*) on .*", "$1")).append('\n');
      }
    }
    return text.toString();
  }
}
