package org.netfilter4j.agent.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.netfilter4j.linux.HostNetwork;
import org.netfilter4j.linux.HostNetwork.DefaultRoute;
import org.netfilter4j.linux.HostNetwork.Interface;
import org.netfilter4j.linux.HostNetwork.InterfaceAddress;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;

/** What references in rule files stand for. */
class TemplateTest {
  /** A machine with two interfaces, of which one has the default route of both families. */
  private record Machine(Map<String, String> variables) implements Facts {
    @Override
    public String variable(String name) {
      return variables.get(name);
    }

    @Override
    public String hostName() {
      return "web1";
    }

    @Override
    public HostNetwork network() {
      return new HostNetwork(
          List.of(
              new Interface("lo", List.of(address("127.0.0.1", 8, false, true))),
              new Interface(
                  "eth0",
                  List.of(
                      address("192.168.1.10", 24, true, true),
                      address("192.168.1.11", 24, true, false),
                      address("fe80::1", 64, false, true),
                      address("2001:db8::aaaa", 64, true, false),
                      address("2001:db8::10", 64, true, true))),
              new Interface("eth1", List.of())),
          List.of(
              new DefaultRoute(Family.IPV4, "eth0", Address.parse("192.168.1.1"), 100),
              new DefaultRoute(Family.IPV4, "eth1", null, 200),
              new DefaultRoute(Family.IPV6, "eth0", Address.parse("fe80::ff"), 1024)));
    }

    private static InterfaceAddress address(
        String text, int prefixLength, boolean global, boolean lasting) {
      return new InterfaceAddress(Address.parse(text), prefixLength, global, lasting);
    }
  }

  private static final Facts FACTS =
      new Machine(Map.of("PORT", "8080", "EMPTY", "", "LINES", "a\n-A INPUT -j ACCEPT"));

  private static Template.Expansion expand(String text) {
    return Template.expand(text, FACTS);
  }

  @ParameterizedTest
  @CsvSource({
    "${env:PORT}, 8080",
    "${env:EMPTY}, ''",
    "${env:EMPTY:-80}, 80",
    "${env:MISSING:-80}, 80",
    "${env:MISSING:-}, ''",
    "${env:MISSING:-a:-b}, a:-b",
    "${hostname}, web1",
    "${address:eth0}, 192.168.1.10",
    "${address6:eth0}, 2001:db8::10",
    "${addresses:eth0}, '192.168.1.10,192.168.1.11'",
    "${addresses6:eth0}, '2001:db8::aaaa,2001:db8::10'",
    "${network:eth0}, 192.168.1.0/24",
    "${network6:eth0}, 2001:db8::/64",
    "${address:default}, 192.168.1.10",
    "${address:eth1:-0.0.0.0}, 0.0.0.0",
    "${address:wlan0:-0.0.0.0}, 0.0.0.0",
    "${interface}, eth0",
    "${interface6}, eth0",
    "${gateway}, 192.168.1.1",
    "${gateway6}, fe80::ff",
    "$${env:PORT}, ${env:PORT}",
    "$PORT $ $1, $PORT $ $1",
    "a${env:PORT}b${hostname}c, a8080bweb1c",
  })
  void aReferenceStandsFor(String text, String value) {
    assertThat(expand(text)).isEqualTo(new Template.Expansion(value, List.of()));
  }

  @ParameterizedTest
  @CsvSource({
    "${env:MISSING}, the environment variable MISSING is not set",
    "${env:}, '\"${env:}\" names no variable; expected ${env:NAME}'",
    "${env:A B}, '\"${env:A B}\" names no variable; expected ${env:NAME}'",
    "${env:1A}, '\"${env:1A}\" names no variable; expected ${env:NAME}'",
    "${env:LINES}, what ${env:LINES} stands for has more than one line",
    "${address}, '\"${address}\" names no interface; expected ${address:eth0}'",
    "${address:wlan0}, there is no interface wlan0",
    "${address:eth1}, interface eth1 has no global IPv4 address",
    "${address6:lo}, interface lo has no global IPv6 address",
    "${hostname:x}, '\"${hostname:x}\": hostname has no operand; see ${hostname}'",
    "-d ${address:eth0 -j DROP, '\"${address:eth0 -j DROP\" has no closing }'",
  })
  void whatStandsForNothingIsAnError(String text, String message) {
    assertThat(expand(text))
        .isEqualTo(new Template.Expansion(text, List.of(new Template.Problem(1, message))));
  }

  @Test
  void anUnknownReferenceIsToldWithThoseThereAre() {
    assertThat(expand("${adress:eth0}").problems().getFirst().message())
        .startsWith("unknown reference \"${adress:eth0}\"; there are env, hostname, address");
  }

  @Test
  void linesKeepTheirNumbersAndCommentsTheirText() {
    String text =
        """
        # ${env:NOT_ASKED}
        *filter
        -A INPUT -p tcp --dport ${env:PORT} -j ACCEPT

          # ${
        #@ after -A INPUT -i ${interface} -j ACCEPT
        -A INPUT -d ${address:eth9} -j DROP
        -A INPUT -d ${env:GONE} -j DROP
        COMMIT\
        """;
    Template.Expansion expansion = expand(text);
    assertThat(expansion.problems())
        .containsExactly(
            new Template.Problem(7, "there is no interface eth9"),
            new Template.Problem(8, "the environment variable GONE is not set"));
    assertThat(expansion.text())
        .isEqualTo(text.replace("${env:PORT}", "8080").replace("${interface}", "eth0"));
  }

  /** A text that is put together of parts whose value is known, expanded in one go. */
  @Test
  void partsExpandAsTheyDoAlone() {
    String[][] parts = {
      {"${env:PORT}", "8080"},
      {"${address:eth0}", "192.168.1.10"},
      {"$", "$"},
      {"$${", "${"},
      {"}", "}"},
      {" -j ", " -j "},
      {"\n", "\n"},
      {"é", "é"},
      {"${env:NO:-x}", "x"},
    };
    Random random = new Random(20261123);
    for (int run = 0; run < 5000; run++) {
      StringBuilder text = new StringBuilder("-");
      StringBuilder expected = new StringBuilder("-");
      String last = "";
      for (int i = random.nextInt(12); i >= 0; i--) {
        String[] part = parts[random.nextInt(parts.length)];
        if (last.equals("$") && part[0].startsWith("$")) {
          continue;
        }
        text.append(part[0]);
        expected.append(part[1]);
        last = part[0];
      }
      assertThat(expand(text.toString()))
          .as("%s", text)
          .isEqualTo(new Template.Expansion(expected.toString(), List.of()));
    }
  }
}
