package org.netfilter4j.conformance.command;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Tally;
import org.netfilter4j.model.Mode;

/** Every command with every option, and with every other command; names at their limits. */
class CombinationsTest {
  static final int TOGETHER = 25;

  private static final List<String> COMMANDS =
      List.of(
          "-A INPUT",
          "-C INPUT",
          "-D INPUT",
          "-D INPUT 1",
          "-R INPUT 1",
          "-R INPUT",
          "-I INPUT",
          "-I INPUT 1",
          "-L",
          "-L INPUT",
          "-L INPUT 1",
          "-S",
          "-S INPUT",
          "-S INPUT 2",
          "-F",
          "-F INPUT",
          "-Z",
          "-Z INPUT",
          "-Z INPUT 1",
          "-N made",
          "-X",
          "-X made",
          "-E made other",
          "-E made",
          "-P INPUT ACCEPT",
          "-P INPUT");

  private static final List<String> OPTIONS =
      List.of(
          "-n",
          "--numeric",
          "-s 1.1.1.1",
          "-d ::1",
          "-p udp",
          "-j ACCEPT",
          "-g INPUT",
          "-v",
          "-x",
          "-i eth0",
          "-o eth0",
          "--line-numbers",
          "--line",
          "-0",
          "-c 1 2",
          "-c 1",
          "-c 1,2",
          "--set-counters 1",
          "-f",
          "-m comment",
          "-m nope",
          "-w",
          "-w 2",
          "-w x",
          "--wait=1",
          "-W",
          "-W 3",
          "-w -W 3",
          "-M x",
          "--modprobe=x",
          "-4",
          "-6",
          "--ipv4",
          "-t filter",
          "-t nat",
          "-t nope",
          "-t",
          "-b",
          "-b x",
          "!",
          "--",
          "x",
          "-5");

  private static final List<Integer> LENGTHS = List.of(1, 27, 28, 29, 30, 31, 32, 33);

  @BeforeAll
  static void judge() {
    Oracle.require("iptables-nft", "iptables-legacy", "nft");
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void areAllowedOrRefusedAsTheToolDoes(Mode mode) {
    List<List<String>> lines = lines(mode);
    try (ListingJudge judge = ListingJudge.open(mode);
        Tally tally = new Tally("commands with options in " + mode + " mode")) {
      for (int i = 0; i < lines.size(); i += TOGETHER) {
        judge.compareSequence(lines.subList(i, Math.min(i + TOGETHER, lines.size())), tally);
      }
      System.out.println(judge.messages());
      tally.assertAgreement(lines.size());
    }
  }

  /** All of them, in an order in which those that stand together make sense together. */
  static List<List<String>> lines(Mode mode) {
    List<List<String>> lines = new ArrayList<>();
    for (String program : List.of("iptables ", "ip6tables ")) {
      for (String command : COMMANDS) {
        for (String option : OPTIONS) {
          if (mode == Mode.NFT && program.equals("ip6tables ") && option.startsWith("-c 1")) {
            // ip6tables-nft 1.8.9 forgets the counters.
            continue;
          }
          lines.add(Command.words(program + command + " " + option));
          lines.add(Command.words(program + option + " " + command));
        }
        for (String other : COMMANDS) {
          lines.add(Command.words(program + command + " " + other));
        }
      }
      for (int length : LENGTHS) {
        String name = "n".repeat(length);
        for (String line :
            List.of(
                "-N " + name,
                "-A " + name,
                "-F " + name,
                "-L " + name,
                "-S " + name,
                "-Z " + name,
                "-A INPUT -j " + name,
                "-A INPUT -g " + name,
                "-X " + name,
                "-P " + name + " ACCEPT",
                "-P INPUT " + name,
                "-t " + name + " -S",
                "-E " + name + " x",
                "-i " + name + " -A INPUT",
                "-m " + name + " -A INPUT")) {
          lines.add(Command.words(program + line));
        }
      }
    }
    return lines;
  }
}
