package org.netfilter4j.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class ChecksumsTest {
  /** RFC 1071, section 3. */
  @Test
  void theExampleOfTheRfc() {
    byte[] bytes = HexFormat.of().parseHex("0001f203f4f5f6f7");
    assertThat(Checksums.fold(Checksums.sum(0, bytes, 0, 8))).isEqualTo(0xddf2);
    assertThat(Checksums.internet(bytes, 0, 8)).isEqualTo(0x220d);
  }

  @Test
  void updatingIsAsComputingAnew() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 10_000; i++) {
      byte[] bytes = Generator.bytes(random, 2 + random.nextInt(60));
      int before = Checksums.internet(bytes, 0, bytes.length);
      int at = random.nextInt(bytes.length / 2) * 2;
      int old = Checksums.number16(bytes, at);
      int value = Generator.port(random);
      PacketBuilder.put(bytes, at, value);
      assertThat(Checksums.update(before, old, value))
          .isEqualTo(Checksums.internet(bytes, 0, bytes.length));
    }
  }

  @Test
  void crc32c() {
    byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
    assertThat(Checksums.crc32c(digits, 0, 9)).isEqualTo(0xe306_9283);
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 1000; i++) {
      byte[] bytes = Generator.bytes(random, 12 + random.nextInt(100));
      bytes[8] = bytes[9] = bytes[10] = bytes[11] = 0;
      CRC32C judge = new CRC32C();
      judge.update(bytes);
      assertThat(Checksums.crc32c(bytes, 0, bytes.length)).isEqualTo((int) judge.getValue());
      bytes[9] = 77;
      assertThat(Checksums.sctp(bytes, 0, bytes.length)).isEqualTo((int) judge.getValue());
    }
  }
}
