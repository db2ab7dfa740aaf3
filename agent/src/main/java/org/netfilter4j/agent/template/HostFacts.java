package org.netfilter4j.agent.template;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.linux.HostNetwork;
import org.netfilter4j.linux.NetworkNamespace;

/**
 * The facts of this machine, asked for when the first reference needs them, and the same from then
 * on: all files of one reading see the same machine.
 *
 * <p>Not safe for several threads.
 */
public final class HostFacts implements Facts {
  private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");
  private final Map<String, String> variables;
  private final NetworkNamespace namespace;
  private @Nullable HostNetwork network;
  private boolean asked;

  /**
   * Facts.
   *
   * @param variables of the environment
   * @param namespace whose network it is
   */
  public HostFacts(Map<String, String> variables, NetworkNamespace namespace) {
    this.variables = variables;
    this.namespace = namespace;
  }

  @Override
  public @Nullable String variable(String name) {
    return variables.get(name);
  }

  /**
   * {@inheritDoc}
   *
   * @throws TemplateException where the kernel does not tell it
   */
  @Override
  public String hostName() {
    asked = true;
    try {
      return Files.readString(HOST_NAME).strip();
    } catch (IOException e) {
      throw new TemplateException("the host's name can't be read: " + e.getMessage());
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws org.netfilter4j.linux.KernelException with what the kernel refused it with
   */
  @Override
  public HostNetwork network() {
    HostNetwork known = network;
    if (known == null) {
      known = HostNetwork.of(namespace);
      network = known;
      asked = true;
    }
    return known;
  }

  /** Whether anything was asked that can change while the program runs. */
  public boolean areAsked() {
    return asked;
  }
}
