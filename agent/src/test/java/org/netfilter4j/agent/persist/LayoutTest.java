package org.netfilter4j.agent.persist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayoutTest {
  @TempDir private Path root;

  private void make(String file) throws IOException {
    Path made = root.resolve(file);
    Files.createDirectories(made.getParent());
    Files.writeString(made, "");
  }

  @Test
  void whatIsSavedTellsFirst() throws IOException {
    assertThat(Layout.detect(root)).isEqualTo(Layout.DEBIAN);
    make("etc/sysconfig/network");
    assertThat(Layout.detect(root)).isEqualTo(Layout.REDHAT);
    make("etc/debian_version");
    assertThat(Layout.detect(root)).isEqualTo(Layout.DEBIAN);
    make("etc/sysconfig/ip6tables");
    assertThat(Layout.detect(root)).isEqualTo(Layout.REDHAT);
    make("etc/iptables/ipsets");
    assertThat(Layout.detect(root)).isEqualTo(Layout.DEBIAN);
  }

  @Test
  void theFilesAreThoseOfThePackages() {
    Place debian = new Place(Layout.DEBIAN, Path.of("/"));
    assertThat(debian.file(Part.IPV6)).isEqualTo(Path.of("/etc/iptables/rules.v6"));
    assertThat(debian.previous(Part.SETS)).isEqualTo(Path.of("/etc/iptables/ipsets.previous"));
    assertThat(debian.fallback(Part.IPV4)).isNull();
    Place redHat = new Place(Layout.REDHAT, Path.of("/"));
    assertThat(redHat.file(Part.IPV4)).isEqualTo(Path.of("/etc/sysconfig/iptables"));
    assertThat(redHat.previous(Part.IPV4)).isEqualTo(Path.of("/etc/sysconfig/iptables.save"));
    assertThat(redHat.fallback(Part.IPV6)).isEqualTo(Path.of("/etc/sysconfig/ip6tables.fallback"));
    // Red Hat's ipset service would put ipset.save back.
    assertThat(redHat.previous(Part.SETS)).isEqualTo(Path.of("/etc/sysconfig/ipset.previous"));
  }
}
