package org.netfilter4j.conformance.flows;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.netfilter4j.command.SystemNames;
import org.netfilter4j.conformance.Command;
import org.netfilter4j.conformance.Namespace;
import org.netfilter4j.conformance.Oracle;
import org.netfilter4j.conformance.Result;
import org.netfilter4j.conformance.Tally;
import org.netfilter4j.linux.KernelConntrack;
import org.netfilter4j.linux.NetworkNamespace;

/** Connections of real packets, in one namespace: what the C tool tells of them and what ours. */
class FlowListingTest {
  /** Seconds that tick between one listing and the other. */
  private static final Pattern TICKS =
      Pattern.compile(
          "(?<=delta-time=)\\d+|(?<=<(?:deltatime|timeout)>)\\d+|(?<=^-[AUD] -t )\\d+"
              + "|(?<=^(?:ipv4     2 |ipv6     10 )?\\w{1,9} {1,9}\\d{1,3} )\\d+(?= )"
              + "|^\\d+(?= proto=)|^\\[\\d+\\.[0-9 ]{6}]\\t|<sec>\\d\\d</sec>"
              + "| \\[USERSPACE] portid=\\d+(?: progname=\\w+)?",
          Pattern.MULTILINE);

  private Namespace namespace;

  @BeforeEach
  void open() {
    Oracle.require("conntrack", "iptables-nft", "ping");
    namespace = Namespace.open();
    namespace
        .shell()
        .run(
            Command.script(
                "sysctl -qw net.netfilter.nf_conntrack_timestamp=1"
                    + " net.netfilter.nf_conntrack_acct=1"
                    + " && iptables-nft -t raw -A OUTPUT -p tcp --dport 21 -j CT --helper ftp"
                    + " && iptables-nft -t raw -A OUTPUT -p udp -s 127.0.0.1 -j CT --zone 7"
                    + " && iptables-nft -t raw -A PREROUTING -p udp -s 127.0.0.1 -j CT --zone 7"
                    + " && iptables-nft -A OUTPUT -p tcp -j CONNMARK --set-mark 5"
                    + " && iptables-nft -t nat -A OUTPUT -p tcp --dport 8080 -j REDIRECT"
                    + " --to-ports 80"
                    + " && iptables-nft -t nat -A POSTROUTING -p icmp -j SNAT --to 127.0.0.2"))
        .orThrow("rules");
  }

  @AfterEach
  void close() {
    if (namespace != null) {
      namespace.close();
    }
  }

  private Result ours(List<String> words, @Nullable PrintStream into) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream print = into == null ? new PrintStream(out, false, StandardCharsets.UTF_8) : into;
    int exit =
        KernelConntrack.run(
            words,
            NetworkNamespace.of(namespace.file()),
            SystemNames.ofMachine(),
            new ByteArrayInputStream(new byte[0]),
            print,
            new PrintStream(err, false, StandardCharsets.UTF_8));
    return new Result(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private Result theirs(String line) {
    return namespace.shell().run(Command.line("conntrack " + line));
  }

  private static String normal(String text) {
    return TICKS.matcher(text).replaceAll("N");
  }

  private void talk(LiveTraffic traffic) {
    traffic.udp("127.0.0.1", true);
    traffic.udp("127.0.0.1", false);
    traffic.udp("::1", true);
    traffic.tcp("127.0.0.1", 0, 0, false);
    traffic.tcp("127.0.0.1", 8080, 80, true);
    traffic.tcp("::1", 0, 0, true);
    traffic.ftp();
    namespace
        .shell()
        .run(Command.script("ping -c1 -W1 127.0.0.1; ping -6 -c1 -W1 ::1"))
        .orThrow("ping");
  }

  @Test
  void listings() {
    List<String> filters =
        List.of(
            "",
            "-f ipv4",
            "-f ipv6",
            "-p tcp",
            "-p udp",
            "-p icmp",
            "-p icmpv6",
            "-n",
            "-g",
            "-j",
            "-g 127.0.0.1:80",
            "-j 127.0.0.2",
            "-n 127.0.0.2",
            "-w 7",
            "-w 0",
            "-m 5",
            "-m 4/4",
            "-u ASSURED",
            "-u UNREPLIED",
            "-u '!ASSURED'",
            "-s 127.0.0.0/8",
            "-d ::1",
            "-p tcp --dport 21",
            "-p tcp --state TIME_WAIT",
            "-p tcp --reply-port-src 80",
            "-r 127.0.0.1 -q 127.0.0.2",
            "-s 10.0.0.1");
    List<String> formats =
        List.of("", "-o extended", "-o id,ktimestamp", "-o xml", "-o save", "-o xml,extended,id");
    List<String> others =
        List.of(
            "-L expect",
            "-L expect -o xml",
            "-L expect -o timestamp",
            "-L expect -f ipv6",
            "-L expect -o xml,timestamp",
            "-C expect",
            "-C",
            "-S",
            "-S expect",
            "-L dying",
            "-L unconfirmed",
            "-G -s 127.0.0.1 -d 127.0.0.1 -p tcp --sport 1 --dport 2",
            "-G expect -s 127.0.0.1 -d 127.0.0.1 -p tcp --sport 0 --dport 2580"
                + " --reply-port-src 1 --reply-port-dst 2",
            "-D expect -s 127.0.0.1 -d 127.0.0.1 -p tcp --sport 0 --dport 2581"
                + " --reply-port-src 1 --reply-port-dst 2");
    try (Tally tally = new Tally("conntrack listings of real packets");
        LiveTraffic traffic = new LiveTraffic(namespace)) {
      talk(traffic);
      for (String filter : filters) {
        for (String format : formats) {
          compare(tally, ("-L " + filter + " " + format).strip());
        }
      }
      for (String line : others) {
        compare(tally, line);
      }
      assertThat(theirs("-C expect").stdout()).isEqualTo("1\n");
      Result deleted =
          ours(
              Command.words(
                  "-D expect -s 127.0.0.1 -d 127.0.0.1 -p tcp --sport 0 --dport 2580"
                      + " --reply-port-src 1 --reply-port-dst 2"),
              null);
      assertThat(deleted.stderr()).contains("0 expectations have been shown.");
      assertThat(theirs("-C expect").stdout()).isEqualTo("0\n");
      tally.assertAgreement(150);
      assertThat(theirs("-L").stdout().lines().count()).isGreaterThan(4);
    }
  }

  private void compare(Tally tally, String line) {
    String theirs = show(theirs(line));
    String ours = show(ours(Command.words(line), null));
    for (int more = 0; more < 2 && !theirs.equals(ours); more++) {
      // A connection may have expired between the two.
      theirs = show(theirs(line));
      ours = show(ours(Command.words(line), null));
    }
    tally.compare("conntrack " + line, theirs, ours);
  }

  private static String show(Result result) {
    return result.exit() + "\n" + result.stderr() + normal(result.stdout());
  }

  @Test
  void events() throws IOException, InterruptedException {
    List<String> lines =
        List.of(
            "-E -o id,ktimestamp,extended",
            "-E -o xml,ktimestamp",
            "-E -o save",
            "-E -p tcp -f ipv4",
            "-E -e NEW,DESTROY -o timestamp",
            "-E expect",
            "-E expect -o xml");
    List<Path> files = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    List<ByteArrayOutputStream> ours = new ArrayList<>();
    List<String> ended = new ArrayList<>();
    StringBuilder script = new StringBuilder();
    for (String line : lines) {
      Path file = namespace.directory().resolve("events" + files.size());
      files.add(file);
      script.append("conntrack ").append(line).append(" >").append(file);
      script.append(" 2>").append(file).append(".err & echo $! >").append(file).append(".pid\n");
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      ours.add(bytes);
      ended.add("");
      int index = threads.size();
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8);
                Result result = ours(Command.words(line), out);
                out.flush();
                synchronized (ended) {
                  ended.set(index, result.exit() + " " + result.stderr());
                }
              }));
    }
    namespace.shell().run(Command.script(script.toString())).orThrow("conntrack -E");
    Thread.sleep(500);
    try (LiveTraffic traffic = new LiveTraffic(namespace)) {
      talk(traffic);
    }
    theirs("-I -s 1.1.1.1 -d 2.2.2.2 -p udp --sport 1 --dport 2 -t 100 -m 3");
    theirs("-U -s 1.1.1.1 -p udp -m 4");
    theirs("-D -s 1.1.1.1");
    Thread.sleep(300);
    for (Path file : files) {
      namespace.shell().run(Command.script("kill -INT $(cat " + file + ".pid)")).orThrow("kill");
    }
    Thread.sleep(200);
    for (Thread thread : threads) {
      thread.interrupt();
      thread.join();
    }
    try (Tally tally = new Tally("conntrack events")) {
      long all = 0;
      for (int i = 0; i < lines.size(); i++) {
        String theirs = Files.readString(files.get(i));
        String own = ours.get(i).toString(StandardCharsets.UTF_8);
        tally.compare("conntrack " + lines.get(i), normal(theirs), normal(own));
        String words = "0 " + Files.readString(Path.of(files.get(i) + ".err"));
        tally.compare("the end of conntrack " + lines.get(i), words, ended.get(i));
        all += theirs.lines().count();
      }
      tally.assertAgreement(lines.size() * 2);
      assertThat(all).as("events").isGreaterThan(60);
    }
  }
}
