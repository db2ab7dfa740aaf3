package org.netfilter4j.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Hook;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.TableName;
import org.netfilter4j.wire.netlink.Message;
import org.netfilter4j.wire.netlink.MessageWriter;

class ModeChoiceTest {
  private static final List<Mode> BOTH = List.of(Mode.NFT, Mode.LEGACY);

  private static ModeSurvey.Held held(Mode mode, int rules, boolean hinted) {
    return new ModeSurvey.Held(mode, Family.IPV4, TableName.MANGLE, 5, rules, hinted);
  }

  private static ModeChoice choice(List<Mode> supported, ModeSurvey.Held... held) {
    return ModeChoice.of(new ModeSurvey(supported, true, List.of(held), List.of(), Map.of()));
  }

  @Test
  void theKubeletsHintIsStrongerThanNumbersAndFirstLookedForInNft() {
    assertThat(choice(BOTH, held(Mode.NFT, 1, true), held(Mode.LEGACY, 99, true)))
        .isEqualTo(new ModeChoice(Mode.NFT, ModeChoice.Reason.HINT));
    assertThat(choice(BOTH, held(Mode.NFT, 99, false), held(Mode.LEGACY, 0, true)))
        .isEqualTo(new ModeChoice(Mode.LEGACY, ModeChoice.Reason.HINT));
  }

  @Test
  void elseTheModeWithMoreRulesAndNftWhereTheyAreEquallyMany() {
    assertThat(choice(BOTH, held(Mode.NFT, 4, false), held(Mode.LEGACY, 5, false)))
        .isEqualTo(new ModeChoice(Mode.LEGACY, ModeChoice.Reason.MORE_RULES));
    assertThat(choice(BOTH, held(Mode.NFT, 6, false), held(Mode.LEGACY, 5, false)))
        .isEqualTo(new ModeChoice(Mode.NFT, ModeChoice.Reason.MORE_RULES));
    assertThat(choice(BOTH, held(Mode.NFT, 5, false), held(Mode.LEGACY, 5, false)))
        .isEqualTo(new ModeChoice(Mode.NFT, ModeChoice.Reason.EQUALLY_MANY));
    assertThat(choice(BOTH, held(Mode.LEGACY, 0, false)))
        .isEqualTo(new ModeChoice(Mode.NFT, ModeChoice.Reason.NO_RULES));
  }

  @Test
  void elseWhatTheKernelHas() {
    assertThat(choice(List.of(Mode.LEGACY)))
        .isEqualTo(new ModeChoice(Mode.LEGACY, ModeChoice.Reason.ONLY_ONE));
    assertThat(choice(List.of(Mode.NFT)))
        .isEqualTo(new ModeChoice(Mode.NFT, ModeChoice.Reason.ONLY_ONE));
    assertThat(choice(List.of())).isEqualTo(new ModeChoice(Mode.NFT, ModeChoice.Reason.NEITHER));
    assertThat(ModeChoice.of(new ModeSurvey(List.of(), false, List.of(), List.of(), Map.of())))
        .isEqualTo(new ModeChoice(Mode.NFT, ModeChoice.Reason.NO_RIGHT));
  }

  @ParameterizedTest
  @CsvSource({
    "iptables v1.8.9 (nf_tables), NFT",
    "ip6tables v1.8.11 (nf_tables), NFT",
    "iptables-restore v1.8.9 (nf_tables), NFT",
    "iptables v1.8.0 (nf_tables), NFT",
    "iptables v1.8.9 (legacy), LEGACY",
    "ip6tables-save v1.8.4 (legacy), LEGACY",
    "iptables v1.6.1, LEGACY",
    "iptables v1.4.21, LEGACY",
    "iptables-save v1.4.7, LEGACY",
  })
  void aVersionTellsItsMode(String text, Mode mode) {
    assertThat(ModeChoice.ofVersion(text)).isEqualTo(mode);
    assertThat(ModeChoice.ofVersion(text + "\n")).isEqualTo(mode);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " v1.8.9",
        "iptables",
        "iptables v",
        "iptables version unknown",
        "ipset v7.17, protocol version: 7",
        "nftables v1.0.6 (Lester Gooch #5)",
        "iptables v1.8.9 (other)",
        "sh: iptables: not found",
      })
  void whatIsNoVersionTellsNone(String text) {
    assertThat(ModeChoice.ofVersion(text)).isNull();
  }

  /** A hook's function as nfnetlink_hook tells it. */
  private static void hook(HookOrder order, int priority, String function, String table) {
    MessageWriter writer =
        new MessageWriter()
            .begin(12 << 8, 0, 1, 2, 0)
            .network32(1, Hook.INPUT.ordinal())
            .network32(2, priority)
            .text(4, function);
    if (table != null) {
      int info = writer.nest(6);
      int description = writer.nest(1);
      writer.text(1, table).u8(2, 2).text(3, "INPUT");
      writer.close(description).network32(2, 1).close(info);
    }
    writer.end();
    order.add(Message.at(writer.array(), 0, writer.length()));
  }

  @Test
  void whoRunsFirstIsToldWhereTheyMeet() {
    HookOrder order = new HookOrder();
    hook(order, -150, "nft_do_chain_ipv4", "mangle");
    hook(order, 0, "nft_do_chain_inet", "firewalld");
    hook(order, 0, "ipt_do_table", null);
    assertThat(order.found()).as("apart").isEmpty();
    hook(order, 0, "nft_do_chain_ipv4", "filter");
    hook(order, 50, "ipt_do_table", null);
    hook(order, 150, "nft_do_chain_ipv4", "security");
    hook(order, -150, "iptable_mangle_hook", null);
    assertThat(order.found())
        .isEqualTo(
            Map.of(TableName.FILTER, Set.of(Mode.LEGACY), TableName.MANGLE, Set.of(Mode.NFT)));
  }
}
