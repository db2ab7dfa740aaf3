package org.netfilter4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.netfilter4j.linux.ModeSurvey;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.TableName;

/** What is said of the two modes. */
class ModeCommandTest {
  private static final List<Mode> BOTH = List.of(Mode.NFT, Mode.LEGACY);

  private static ModeSurvey.Held held(Mode mode, TableName table, int rules) {
    return new ModeSurvey.Held(mode, Family.IPV4, table, 3, rules, false);
  }

  private static String told(int exit, ModeSurvey survey) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    Nf4j nf4j = new Nf4j(Map.of(), InputStream.nullInputStream(), out, out);
    assertThat(new ModeCommand(nf4j).tell(survey)).isEqualTo(exit);
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static ModeSurvey survey(Map<TableName, Set<Mode>> first, ModeSurvey.Held... held) {
    return new ModeSurvey(BOTH, true, List.of(held), List.of("inet firewalld"), first);
  }

  @Test
  void whereOneHasRulesItSaysWhichAndWhy() {
    assertThat(
            told(
                0,
                survey(
                    Map.of(),
                    held(Mode.NFT, TableName.FILTER, 0),
                    held(Mode.LEGACY, TableName.FILTER, 7),
                    held(Mode.LEGACY, TableName.NAT, 1))))
        .isEqualTo(
            """
            mode: legacy
            why: it has more rules, IPv4 and IPv6 together: nft 0, legacy 8
              nat      IPv4  legacy 1 rule in 3 chains
              filter   IPv4  nft 0 rules in 3 chains, legacy 7 rules in 3 chains
            nf_tables also has tables that are not iptables': inet firewalld
            """);
  }

  @Test
  void whereBothHaveRulesItSaysWhatComesOfIt() {
    ModeSurvey.Held[] held = {
      held(Mode.NFT, TableName.RAW, 2),
      held(Mode.NFT, TableName.MANGLE, 2),
      held(Mode.NFT, TableName.NAT, 2),
      held(Mode.NFT, TableName.FILTER, 2),
      held(Mode.NFT, TableName.SECURITY, 2),
      held(Mode.LEGACY, TableName.RAW, 2),
      held(Mode.LEGACY, TableName.MANGLE, 2),
      held(Mode.LEGACY, TableName.NAT, 2),
      held(Mode.LEGACY, TableName.FILTER, 2),
      held(Mode.LEGACY, TableName.SECURITY, 2),
    };
    Map<TableName, Set<Mode>> first =
        Map.of(
            TableName.FILTER, Set.of(Mode.LEGACY), TableName.MANGLE, Set.of(Mode.NFT, Mode.LEGACY));
    assertThat(told(0, survey(first, held)))
        .contains(
            "why: both modes have 10 rules",
            "what either of them drops is dropped",
            "security: legacy runs first, at priority 50; nft has 150\n",
            "raw: both stand at the same priority, and the one that was registered last runs first;"
                + " this kernel does not tell which that is\n",
            "mangle: both stand at the same priority; in some chains nft runs first, in others"
                + " legacy\n",
            "filter: both stand at the same priority, and legacy runs first\n",
            "nat: the first that translates a connection decides");
  }

  @Test
  void nothingToSeeIsAnError() {
    assertThat(told(1, new ModeSurvey(List.of(), true, List.of(), List.of(), Map.of())))
        .isEqualTo("This kernel has neither nf_tables nor legacy tables.\n");
    assertThat(told(1, new ModeSurvey(List.of(), false, List.of(), List.of(), Map.of())))
        .contains("no right to look");
  }
}
