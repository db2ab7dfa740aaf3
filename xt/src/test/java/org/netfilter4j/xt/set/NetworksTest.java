package org.netfilter4j.xt.set;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netfilter4j.model.Address;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.MaskedAddress;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.packet.PacketBuilder;

/** Networks with exceptions in hash:net, against the longest prefix found by looking at each. */
class NetworksTest {
  private static final int ROUNDS = 40;

  private static SetHeader.Draft header(Family family) {
    SetHeader.Draft header = new SetHeader.Draft(family);
    header.hashSize = 64;
    header.initval = 3;
    return header;
  }

  private static Address address(Family family, SplittableRandom random) {
    // Few bits differ, at both ends, so that networks lie in one another and hit.
    long some = random.nextInt(4) | (long) random.nextInt(4) << 12 | (long) random.nextInt(2) << 30;
    return family == Family.IPV4
        ? Address.ipv4(0x0a00_0000L | some)
        : Address.ipv6(0x2001_0db8_0000_0000L | some, some << 20 | random.nextInt(4));
  }

  @ParameterizedTest
  @EnumSource(Family.class)
  void longestPrefixDecides(Family family) {
    SplittableRandom random = new SplittableRandom(5);
    for (int round = 0; round < ROUNDS; round++) {
      SetNamespace sets = new SetNamespace(() -> 3);
      assertThat(sets.create("n", new HashNet(), header(family), false)).isNull();
      IpSet set = Objects.requireNonNull(sets.find("n"));
      Map<MaskedAddress, Boolean> model = new LinkedHashMap<>();
      for (int i = random.nextInt(60); i >= 0; i--) {
        SetEntry entry = new SetEntry();
        entry.ip = address(family, random);
        entry.cidr = 1 + random.nextInt(family.bits());
        entry.nomatch = random.nextInt(3) == 0;
        MaskedAddress network = MaskedAddress.of(entry.ip, entry.cidr);
        if (random.nextInt(5) == 0) {
          assertThat(sets.delete(set, entry, false, 0))
              .isEqualTo(model.remove(network) == null ? SetError.EXIST : null);
        } else {
          assertThat(sets.add(set, entry, true, 0)).isNull();
          model.put(network, entry.nomatch);
        }
      }
      assertThat(set.count(0)).isEqualTo(model.size());
      for (int i = 0; i < 100; i++) {
        Address source = address(family, random);
        Packet packet = PacketBuilder.of(family).source(source).udp(1, 2).build();
        @Nullable Boolean exception = longest(model, source);
        assertThat(set.contains(packet, SetQuery.plain(1, 1), 0))
            .as("%s in %s", source, model)
            .isEqualTo(Boolean.FALSE.equals(exception));
        SetQuery inverted =
            new SetQuery(
                1, 1, true, true, true, SetQuery.CounterTest.NONE, SetQuery.CounterTest.NONE);
        assertThat(set.contains(packet, inverted, 0)).isEqualTo(Boolean.TRUE.equals(exception));
      }
    }
  }

  private static @Nullable Boolean longest(Map<MaskedAddress, Boolean> model, Address address) {
    int best = -1;
    @Nullable Boolean exception = null;
    for (Map.Entry<MaskedAddress, Boolean> network : model.entrySet()) {
      int length = network.getKey().prefixLength();
      if (length > best && network.getKey().contains(address)) {
        best = length;
        exception = network.getValue();
      }
    }
    return exception;
  }
}
