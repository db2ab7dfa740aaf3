package org.netfilter4j.conformance.image;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * What a file of {@code deploy/} says of the agent's container.
 *
 * @param container the service, or the container of the pod, as it stands in the file
 * @param variables of the environment
 * @param mounts by the path inside, what is outside
 * @param files of the directory of rules, where the file holds them
 */
record Deployment(
    JsonNode container,
    Map<String, String> variables,
    Map<String, String> mounts,
    Map<String, String> files) {
  static final Path FOLDER =
      Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolveSibling("deploy");

  private static final YAMLMapper YAML = new YAMLMapper();

  static Deployment compose() {
    JsonNode service =
        YAML.readTree(FOLDER.resolve("compose.yaml").toFile()).at("/services/nf4j-agent");
    Map<String, String> variables = new LinkedHashMap<>();
    service
        .get("environment")
        .properties()
        .forEach(each -> variables.put(each.getKey(), each.getValue().asString()));
    Map<String, String> mounts = new LinkedHashMap<>();
    for (JsonNode volume : service.get("volumes")) {
      mounts.put(volume.get("target").asString(), volume.get("source").asString());
    }
    return new Deployment(service, variables, mounts, Map.of());
  }

  static List<JsonNode> kubernetes() {
    List<JsonNode> objects = new ArrayList<>();
    try (MappingIterator<JsonNode> all =
        YAML.readerFor(JsonNode.class).readValues(FOLDER.resolve("kubernetes.yaml").toFile())) {
      all.forEachRemaining(objects::add);
    }
    return objects;
  }

  static JsonNode object(String kind) {
    return kubernetes().stream()
        .filter(object -> object.get("kind").asString().equals(kind))
        .findFirst()
        .orElseThrow();
  }

  static Deployment daemonSet() {
    JsonNode pod = object("DaemonSet").at("/spec/template/spec");
    JsonNode container = pod.get("containers").get(0);
    Map<String, String> variables = new LinkedHashMap<>();
    for (JsonNode each : container.get("env")) {
      variables.put(each.get("name").asString(), each.get("value").asString());
    }
    Map<String, String> volumes = new LinkedHashMap<>();
    for (JsonNode volume : pod.get("volumes")) {
      JsonNode path = volume.at("/hostPath/path");
      JsonNode map = volume.at("/configMap/name");
      volumes.put(volume.get("name").asString(), (path.isMissingNode() ? map : path).asString());
    }
    Map<String, String> mounts = new LinkedHashMap<>();
    for (JsonNode mount : container.get("volumeMounts")) {
      String volume = volumes.get(mount.get("name").asString());
      if (volume == null) {
        throw new IllegalStateException("no volume " + mount.get("name"));
      }
      mounts.put(mount.get("mountPath").asString(), volume);
    }
    Map<String, String> files = new LinkedHashMap<>();
    object("ConfigMap")
        .get("data")
        .properties()
        .forEach(each -> files.put(each.getKey(), each.getValue().asString()));
    return new Deployment(container, variables, mounts, files);
  }

  /** Where the agent looks for rules; a path that is mounted. */
  String rulesFolder() {
    String folder = variables.get("NF4J_AGENT_RULES");
    if (folder == null || !mounts.containsKey(folder)) {
      throw new IllegalStateException(folder + " is not mounted");
    }
    return folder;
  }

  List<String> healthcheck() {
    List<String> words = words(container.at("/healthcheck/test"));
    return words.subList(1, words.size());
  }

  static List<String> words(JsonNode list) {
    List<String> words = new ArrayList<>();
    list.forEach(word -> words.add(word.asString()));
    return words;
  }
}
