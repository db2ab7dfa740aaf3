package org.netfilter4j.diagnose.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.netfilter4j.command.SystemNames;
import org.netfilter4j.diagnose.live.PacketClass.Direction;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.TableName;
import org.netfilter4j.rules.Rules;

/** Which rules can match the described packets. */
class ReachTest {
  private static PacketClass packets(String line) {
    PacketClassSyntax syntax = new PacketClassSyntax(SystemNames.ofMachine());
    List<String> words = List.of(line.split(" "));
    for (int at = 0; at < words.size(); at += syntax.take(words, at)) {
      assertThat(syntax.take(words, at)).as(line).isPositive();
    }
    return syntax.packets();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "-s 192.168.1.2/32; true; true",
        "-s 192.168.1.3/32; false; true",
        "-d 192.168.1.2/32; true; true",
        "-d 192.168.1.9/32; true; false",
        "! -s 192.168.1.0/24; false; true",
        "! -d 192.168.1.0/24; true; false",
        "-p udp; false; false",
        "! -p udp; true; true",
        "-p icmp; false; false",
        "-p tcp -m tcp --dport 80; true; true",
        "-p tcp -m tcp --dport 81; false; true",
        "-p tcp -m tcp --dport 79:81; true; true",
        "-p tcp -m tcp ! --dport 80; false; true",
        "-p tcp -m tcp --sport 80; true; true",
        "-p tcp -m tcp --sport 81; true; false",
        "-p tcp -m multiport --dports 22,80; true; true",
        "-p tcp -m multiport --dports 22,443; false; true",
        "-p tcp -m multiport ! --dports 22,80; false; true",
        "-i eth0; true; true",
        "-i eth1; false; true",
        "-i eth+; true; true",
        "! -i eth0; false; true",
        "-m iprange --src-range 192.168.1.1-192.168.1.5; true; true",
        "-m iprange --src-range 192.168.1.3-192.168.1.5; false; true",
        "-m set --match-set whiteiplist src; true; true",
        "-m set ! --match-set whiteiplist src; true; true",
        "-m conntrack --ctstate ESTABLISHED; true; true",
        "-p tcp -m tcp --syn; true; true",
        "-m limit --limit 1/s; true; true",
        "-m addrtype --dst-type LOCAL; true; true",
        "-m comment --comment words; true; true",
        "-m recent --name x --rcheck; true; true"
      })
  void ofTheGuidesClient(String rule, boolean request, boolean reply) {
    PacketClass packets = packets("-s 192.168.1.2 -p tcp --dport 80 -i eth0");
    for (Mode mode : Mode.values()) {
      for (Direction direction : Direction.values()) {
        Reach reach = new Reach(packets, direction, mode, TableName.FILTER, false);
        boolean can = reach.canMatch(Rules.ipv4().mode(mode).parse(rule + " -j DROP"));
        assertThat(can)
            .as("%s %s %s", rule, mode, direction)
            .isEqualTo(direction == Direction.REQUEST ? request : reply);
        Reach after = new Reach(packets, direction, mode, TableName.FILTER, true);
        if (can) {
          assertThat(after.canMatch(Rules.ipv4().mode(mode).parse(rule + " -j DROP")))
              .as("%s %s %s, translated", rule, mode, direction)
              .isTrue();
        }
      }
    }
  }
}
