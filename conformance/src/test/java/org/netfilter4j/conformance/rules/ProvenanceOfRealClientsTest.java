package org.netfilter4j.conformance.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.netfilter4j.command.RuleWriter;
import org.netfilter4j.conformance.Examples;
import org.netfilter4j.model.Chain;
import org.netfilter4j.model.Entry;
import org.netfilter4j.model.Family;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.Ruleset;
import org.netfilter4j.model.Table;
import org.netfilter4j.rules.Rules;
import org.netfilter4j.rules.Rulesets;
import org.netfilter4j.rules.provenance.Detail;
import org.netfilter4j.rules.provenance.Origin;
import org.netfilter4j.rules.provenance.Provenance;
import org.netfilter4j.xt.SetDirectory;

/**
 * Whose the rules are that real clients wrote into the kernel (recorded by the scripts in {@code
 * src/test/real-clients}): each rule of dockerd's recording is Docker's, and so on.
 */
class ProvenanceOfRealClientsTest {
  /** The recordings' sets are not loaded for this. */
  private static final SetDirectory ANY_SET =
      new SetDirectory() {
        @Override
        public boolean has(String set) {
          return true;
        }

        @Override
        public boolean fits(String set, Family family) {
          return true;
        }
      };

  @ParameterizedTest
  @CsvSource({
    "docker-nft.v4, docker",
    "docker-nft.v6, docker",
    "docker-legacy.v4, docker",
    "docker-legacy.v6, docker",
    "firewalld-nft.v4, firewalld",
    "firewalld-nft.v6, firewalld",
    "firewalld-legacy.v4, firewalld",
    "firewalld-legacy.v6, firewalld",
    "ufw-nft.v4, ufw",
    "ufw-nft.v6, ufw",
    "ufw-legacy.v4, ufw",
    "ufw-legacy.v6, ufw",
  })
  void allRulesAndChainsAreTheClients(String file, String owner) throws IOException {
    Ruleset ruleset = recorded(file);
    assertThat(owners(ruleset)).containsOnlyKeys(owner);
    Provenance provenance = Provenance.of(ruleset);
    for (Table table : ruleset.tables().values()) {
      for (Chain chain : table.chains().values()) {
        assertThat(provenance.chain(chain.name()).owner())
            .as(chain.name())
            .isEqualTo(chain.isBuiltIn() ? "hand" : owner);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"cni-nft.v4", "cni-nft.v6", "cni-legacy.v4", "cni-legacy.v6"})
  void eachPluginOfCniHasItsRules(String file) throws IOException {
    assertThat(owners(recorded(file)))
        .containsOnlyKeys("cni-firewall", "cni-masquerade", "cni-portmap");
  }

  @Test
  void dockersPortsAreToldOnBothSidesOfTheTranslation() throws IOException {
    Map<String, Integer> published = new TreeMap<>();
    Ruleset ruleset = recorded("docker-nft.v4");
    Provenance provenance = Provenance.of(ruleset);
    for (Table table : ruleset.tables().values()) {
      for (Chain chain : table.chains().values()) {
        for (Entry entry : chain.rules()) {
          Origin origin = provenance.rule(table.name(), chain.name(), entry.rule());
          String port = origin.detail(Detail.Kind.PUBLISHED);
          if (port != null) {
            published.merge(port + " " + origin.detail(Detail.Kind.CONTAINER), 1, Integer::sum);
          }
        }
      }
    }
    // Each is accepted, translated, and masqueraded where the container calls itself.
    assertThat(published)
        .containsExactly(
            Map.entry("8080 172.17.0.2:80", 3),
            Map.entry("8443 172.30.0.2:443", 3),
            Map.entry("9000 172.17.0.2:9000", 3));
  }

  @Test
  void aPodsHostPortNetworkAndContainerAreTold() throws IOException {
    Ruleset ruleset = recorded("cni-nft.v4");
    Provenance provenance = Provenance.of(ruleset);
    Map<String, String> told = new TreeMap<>();
    for (Table table : ruleset.tables().values()) {
      for (Chain chain : table.chains().values()) {
        for (Entry entry : chain.rules()) {
          Origin origin = provenance.rule(table.name(), chain.name(), entry.rule());
          String pod = origin.detail(Detail.Kind.POD);
          if (pod != null) {
            told.put(
                pod,
                origin.detail(Detail.Kind.HOST_PORT)
                    + "/"
                    + origin.detail(Detail.Kind.PROTOCOL)
                    + " "
                    + origin.detail(Detail.Kind.NETWORK)
                    + " "
                    + origin.detail(Detail.Kind.CONTAINER_ID));
          }
        }
      }
    }
    assertThat(told)
        .containsExactly(
            Map.entry("10.88.0.2:53", "5353/udp podman idc1"),
            Map.entry("10.88.0.2:80", "8080/tcp podman idc1"),
            Map.entry("10.88.0.2:9000", "9000/tcp podman idc1"),
            Map.entry("10.88.0.3:443", "8443/tcp podman idc2"),
            Map.entry("10.88.0.3:444", "8444/sctp podman idc2"));
  }

  @Test
  void aKubernetesNodesRulesAreOfSeveral() throws IOException {
    Ruleset ruleset =
        Rulesets.parse(
            Files.readString(Examples.DIRECTORY.resolve("rules/kubernetes-node.v4")),
            Rules.ipv4().sets(ANY_SET));
    assertThat(owners(ruleset))
        .containsKeys("kube-proxy", "kubelet", "cni-portmap", "flannel")
        .doesNotContainKey("docker");
  }

  /** How many rules each has; those of nobody's one by one. */
  private static Map<String, Integer> owners(Ruleset ruleset) {
    Provenance provenance = Provenance.of(ruleset);
    Map<String, Integer> owners = new TreeMap<>();
    for (Table table : ruleset.tables().values()) {
      for (Chain chain : table.chains().values()) {
        for (Entry entry : chain.rules()) {
          Origin origin = provenance.rule(table.name(), chain.name(), entry.rule());
          owners.merge(
              origin.isByHand()
                  ? RuleWriter.line(chain.name(), entry.rule(), ruleset.mode()).strip()
                  : origin.owner(),
              1,
              Integer::sum);
        }
      }
    }
    return owners;
  }

  private static Ruleset recorded(String file) throws IOException {
    try (InputStream in =
        ProvenanceOfRealClientsTest.class.getResourceAsStream(
            "/org/netfilter4j/conformance/real/" + file)) {
      assertThat(in).as(file).isNotNull();
      Family family = file.endsWith("6") ? Family.IPV6 : Family.IPV4;
      Mode mode = file.contains("legacy") ? Mode.LEGACY : Mode.NFT;
      return Rulesets.parse(
          new String(in.readAllBytes(), StandardCharsets.UTF_8),
          (family == Family.IPV6 ? Rules.ipv6() : Rules.ipv4()).mode(mode).sets(ANY_SET));
    }
  }
}
