package org.netfilter4j.xt.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.netfilter4j.model.Action;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Operation.Result;
import org.netfilter4j.model.TableName;
import org.netfilter4j.packet.Checksums;
import org.netfilter4j.packet.IpProtocol;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.packet.PacketBuilder;
import org.netfilter4j.xt.Extensions;
import org.netfilter4j.xt.TargetExtension;
import org.netfilter4j.xt.lower.Effect;
import org.netfilter4j.xt.lower.ForgetfulLowering;

/** To what TCPMSS lowers the MSS. */
class TcpmssTest {
  private static final int CLAMP = 0xffff;

  @Test
  void clampsToTheNarrowerOfBothWays() {
    for (Family family : Family.values()) {
      Post post = new Post(syn(family, 9000));
      post.pathMtu = 1492;
      post.backMtu = 1400;
      assertThat(apply(post, CLAMP)).isEqualTo(Result.CONTINUE);
      assertThat(mss(post.packet)).isEqualTo(family == Family.IPV4 ? 1360 : 1340);
      assertThat(Checksums.transportValid(post.packet)).isTrue();
    }
  }

  @Test
  void withoutAWayBackTheWayThereCounts() {
    Post post = new Post(syn(Family.IPV4, 9000));
    post.pathMtu = 1492;
    post.backMtu = -1;
    assertThat(apply(post, CLAMP)).isEqualTo(Result.CONTINUE);
    assertThat(mss(post.packet)).isEqualTo(1452);
  }

  @Test
  void dropsWhereNoRoomIsLeft() {
    Post post = new Post(syn(Family.IPV4, 9000));
    post.pathMtu = 40;
    assertThat(apply(post, CLAMP)).isEqualTo(Result.DROP);
  }

  @Test
  void neverRaises() {
    Post post = new Post(syn(Family.IPV4, 500));
    assertThat(apply(post, 1000)).isEqualTo(Result.CONTINUE);
    assertThat(mss(post.packet)).isEqualTo(500);
  }

  private static Packet syn(Family family, int mss) {
    return PacketBuilder.of(family).tcp(1, 2, PacketBuilder.SYN).mss(mss).build();
  }

  private static int mss(Packet packet) {
    return packet.shortAt(packet.tcpOptionOffset(2) + 2);
  }

  private static Result apply(Post post, int mss) {
    TargetExtension<?> found =
        Objects.requireNonNull(Extensions.target("TCPMSS", post.packet.family()));
    assertThat(found).isInstanceOf(TcpmssTarget.class);
    ForgetfulLowering lowering =
        new ForgetfulLowering(post.family(), Mode.LEGACY, TableName.MANGLE);
    lowering.protocol(IpProtocol.TCP);
    Action action = ((TcpmssTarget) found).action(new TcpmssTarget.Data(mss), lowering);
    assertThat(action).isInstanceOf(Action.Do.class);
    return ((Effect) ((Action.Do) action).operation()).apply(post);
  }
}
