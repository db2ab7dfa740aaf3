package org.netfilter4j.conformance.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.netfilter4j.agent.AgentOptions;
import org.netfilter4j.conformance.Oracle;
import tools.jackson.databind.JsonNode;

/**
 * The files of {@code deploy/}: they ask for no more than is needed, and agree with the program.
 */
class DeployTest {
  private static final List<String> CAPABILITIES = List.of("NET_ADMIN", "NET_RAW");
  private static final String VARIABLE = "NF4J_AGENT_";

  @TempDir private Path directory;

  /** The program knows each of the variables, and takes its value. */
  private static AgentOptions options(List<String> words, Map<String, String> variables) {
    for (String name : variables.keySet()) {
      assertThat(name).startsWith(VARIABLE);
      String flag =
          "--" + name.substring(VARIABLE.length()).toLowerCase(Locale.ROOT).replace('_', '-');
      assertThat(AgentOptions.usage()).as(name).contains(flag + " ");
    }
    return AgentOptions.read(words, variables);
  }

  @Test
  void theComposeFileAsksForTwoCapabilitiesAndNothingElse() {
    Deployment compose = Deployment.compose();
    JsonNode service = compose.container();
    assertThat(service.get("network_mode").asString()).isEqualTo("host");
    assertThat(Deployment.words(service.get("cap_drop"))).containsExactly("ALL");
    assertThat(Deployment.words(service.get("cap_add"))).isEqualTo(CAPABILITIES);
    assertThat(Deployment.words(service.get("security_opt")))
        .containsExactly("no-new-privileges:true");
    assertThat(service.get("read_only").asBoolean()).isTrue();
    assertThat(service.has("privileged")).isFalse();
    assertThat(service.has("pid")).isFalse();
    assertThat(compose.mounts()).containsEntry("/run/xtables.lock", "/run/xtables.lock").hasSize(2);
    for (JsonNode volume : service.get("volumes")) {
      assertThat(volume.at("/bind/create_host_path").asBoolean(true)).isFalse();
      assertThat(volume.at("/read_only").asBoolean(false))
          .isEqualTo(!volume.get("target").asString().startsWith("/run/"));
    }
    options(List.of(), compose.variables());
    assertThat(compose.healthcheck()).containsExactly("/usr/sbin/nf4j", "agent", "status");
    options(compose.healthcheck().subList(2, 3), compose.variables());
  }

  @Test
  void theDaemonSetAsksForTwoCapabilitiesAndNothingElse() {
    Deployment daemonSet = Deployment.daemonSet();
    JsonNode pod = Deployment.object("DaemonSet").at("/spec/template/spec");
    assertThat(pod.get("hostNetwork").asBoolean()).isTrue();
    assertThat(pod.has("hostPID")).isFalse();
    assertThat(pod.get("automountServiceAccountToken").asBoolean()).isFalse();
    JsonNode security = daemonSet.container().get("securityContext");
    assertThat(security.get("runAsUser").asInt()).isZero();
    assertThat(security.get("privileged").asBoolean()).isFalse();
    assertThat(security.get("allowPrivilegeEscalation").asBoolean()).isFalse();
    assertThat(security.get("readOnlyRootFilesystem").asBoolean()).isTrue();
    assertThat(Deployment.words(security.at("/capabilities/drop"))).containsExactly("ALL");
    assertThat(Deployment.words(security.at("/capabilities/add"))).isEqualTo(CAPABILITIES);
    AgentOptions options = options(List.of(), daemonSet.variables());
    for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      JsonNode get = daemonSet.container().at("/" + probe + "/httpGet");
      assertThat(get.get("port").asInt()).as(probe).isEqualTo(options.listen().getPort());
      assertThat(get.get("host").asString())
          .as(probe)
          .isEqualTo(options.listen().getAddress().getHostAddress());
      assertThat(get.get("path").asString()).isIn("/healthz", "/readyz");
    }
    assertThat(daemonSet.mounts())
        .containsEntry("/run/xtables.lock", "/run/xtables.lock")
        .hasSize(2);
    String map = Deployment.object("ConfigMap").at("/metadata/name").asString();
    assertThat(daemonSet.mounts()).containsEntry(daemonSet.rulesFolder(), map);
    String namespace = Deployment.object("Namespace").at("/metadata/name").asString();
    assertThat(Deployment.kubernetes())
        .filteredOn(object -> object.at("/metadata").has("namespace"))
        .hasSize(2)
        .allMatch(object -> object.at("/metadata/namespace").asString().equals(namespace));
    JsonNode labels = Deployment.object("DaemonSet").at("/spec/selector/matchLabels");
    assertThat(Deployment.object("DaemonSet").at("/spec/template/metadata/labels"))
        .isEqualTo(labels);
  }

  /** One example, twice: as files, and in the ConfigMap without the comments. */
  @Test
  void theConfigMapHoldsTheExamplesFiles() throws IOException {
    Map<String, String> files = new LinkedHashMap<>();
    for (String name : List.of("10-sets.ipset", "20-filter.v4")) {
      StringBuilder text = new StringBuilder();
      for (String line : Files.readAllLines(Deployment.FOLDER.resolve("rules").resolve(name))) {
        text.append(line.startsWith("#") ? "" : line + "\n");
      }
      files.put(name, text.toString());
    }
    assertThat(Deployment.daemonSet().files()).isEqualTo(files);
  }

  @Test
  void bothStartTheImageThatIsBuilt() {
    UnpackedImage image = UnpackedImage.get();
    assertThat(image.tags()).hasSize(1);
    String tag = image.tags().getFirst();
    assertThat(Deployment.compose().container().get("image").asString()).isEqualTo(tag);
    assertThat(Deployment.daemonSet().container().get("image").asString()).isEqualTo(tag);
    assertThat(image.entrypoint()).containsExactly("/usr/sbin/nf4j", "agent");
    assertThat(image.environment()).contains("NF4J_AGENT_RULES=/etc/nf4j/rules");
    assertThat(image.root().resolve("etc/nf4j/rules")).isDirectory();
  }

  private static Map<String, List<String>> unit(String name) throws IOException {
    Map<String, List<String>> settings = new LinkedHashMap<>();
    for (String line : Files.readAllLines(Deployment.FOLDER.resolve(name))) {
      int equals = line.indexOf('=');
      if (equals > 0 && !line.startsWith("#")) {
        settings
            .computeIfAbsent(line.substring(0, equals), key -> new ArrayList<>())
            .add(line.substring(equals + 1));
      }
    }
    return settings;
  }

  @Test
  void theUnitStartsWhatTheProgramKnows() throws IOException {
    Map<String, List<String>> unit = unit("nf4j-agent.service");
    Map<String, String> variables = new LinkedHashMap<>();
    for (String each : unit.get("Environment")) {
      variables.put(each.substring(0, each.indexOf('=')), each.substring(each.indexOf('=') + 1));
    }
    for (String command :
        List.of(unit.get("ExecStart").getFirst(), unit.get("ExecStartPre").getFirst())) {
      List<String> words = List.of(command.replaceFirst("^-", "").split(" "));
      assertThat(words.subList(0, 2)).containsExactly("/usr/local/sbin/nf4j", "agent");
      options(words.subList(2, words.size()), variables);
    }
    assertThat(unit.get("CapabilityBoundingSet")).containsExactly("CAP_NET_ADMIN CAP_NET_RAW");
    assertThat(unit.get("NoNewPrivileges")).containsExactly("yes");
  }

  /** The daemon acts for processes that are as it is, so it must be as root's usual ones are. */
  @Test
  void theDaemonHasNoSandbox() throws IOException {
    Map<String, List<String>> unit = unit("nf4j-daemon.service");
    assertThat(unit.get("ExecStart")).containsExactly("/usr/local/sbin/nf4j daemon");
    assertThat(unit.keySet())
        .noneMatch(key ->
            key.matches(
                "Protect.*|Private.*|Restrict.*|SystemCall.*|Capability.*|NoNew.*|User"
                    + "|Root.*|.*Paths|Lock.*|Memory(?!Max).*|TemporaryFileSystem|Bind.*"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nf4j-agent.service", "nf4j-daemon.service"})
  void systemdFindsNoFaultInTheUnit(String name) throws IOException, InterruptedException {
    Oracle.require("systemd-analyze");
    String text = Files.readString(Deployment.FOLDER.resolve(name));
    Path unit = directory.resolve(name);
    Files.writeString(unit, text.replace("/usr/local/sbin/nf4j", "/bin/true"));
    Process process =
        new ProcessBuilder("systemd-analyze", "verify", unit.toString())
            .redirectErrorStream(true)
            .start();
    String said =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).doesNotContain(name);
  }
}
