package org.netfilter4j.rules.provenance;

import org.netfilter4j.model.Label;

/**
 * Something that a rule tells of what it is for.
 *
 * @param value as the rule has it: a port, an address, a name
 */
public record Detail(Kind kind, String value) {

  /** What is told. A {@link Program}'s patterns name these by {@link #word()}. */
  public enum Kind {
    /** A service of Kubernetes, "namespace/name". */
    SERVICE("service", "service", "服务"),
    /** The name of a service's port. */
    PORT_NAME("portName", "port name", "端口名"),
    /** Where a service's packets go, "address:port". */
    ENDPOINT("endpoint", "endpoint", "端点"),
    /** A port of the host that is open for a container. */
    PUBLISHED("publishedPort", "published port", "发布的端口"),
    /** A container's address, or address and port. */
    CONTAINER("container", "container", "容器"),
    /** The container's port. */
    CONTAINER_PORT("containerPort", "container port", "容器端口"),
    /** A port of the host that goes to a pod. */
    HOST_PORT("hostPort", "host port", "主机端口"),
    /** A pod's address, or address and port. */
    POD("pod", "pod", "Pod"),
    /** The name that the container runtime gave a container. */
    CONTAINER_ID("containerId", "container id", "容器 ID"),
    /** The name of a container network, or its addresses. */
    NETWORK("network", "network", "网络"),
    /** A bridge or other interface of the program's own. */
    INTERFACE("interface", "interface", "接口"),
    /** A set of rules against one kind of abuse. */
    JAIL("jail", "jail", "监狱（jail）"),
    /** A firewall's zone. */
    ZONE("zone", "zone", "区域"),
    /** A network policy, or a firewall's policy. */
    POLICY("policy", "policy", "策略"),
    /** The name of a virtual machine or its device. */
    MACHINE("machine", "virtual machine", "虚拟机"),
    /** The protocol of a port. */
    PROTOCOL("protocol", "protocol", "协议"),
    /** An address that is blocked or let pass. */
    ADDRESS("address", "address", "地址"),
    /** When a temporary rule is to be gone, as the rule has it. */
    DEADLINE("deadline", "until", "截止");

    private final String word;
    private final Label label;

    Kind(String word, String en, String zh) {
      this.word = word;
      this.label = new Label(en, zh);
    }

    /** The key in patterns and JSON. */
    public String word() {
      return word;
    }

    public Label label() {
      return label;
    }

    static Kind of(String word) {
      for (Kind kind : values()) {
        if (kind.word.equals(word)) {
          return kind;
        }
      }
      throw new IllegalArgumentException("no detail is called " + word);
    }
  }
}
