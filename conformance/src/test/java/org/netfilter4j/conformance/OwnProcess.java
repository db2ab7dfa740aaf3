package org.netfilter4j.conformance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.netfilter4j.agent.keep.Keeper;
import org.netfilter4j.agent.persist.Place;
import org.netfilter4j.cli.Main;
import org.netfilter4j.command.Environment;
import org.netfilter4j.diagnose.Why;
import org.netfilter4j.engine.Engine;
import org.netfilter4j.host.EmbeddedHost;
import org.netfilter4j.linux.KernelIpset;
import org.netfilter4j.model.Mode;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.rules.Dialect;
import org.netfilter4j.wire.netlink.MessageWriter;
import org.netfilter4j.xt.set.SetNamespace;

/** Our programs in a process of their own, on the kernel: for rights, signals and start-up. */
public final class OwnProcess {
  private OwnProcess() {}

  /** The words that a command line begins with; a program's name and its words follow. */
  public static List<String> words() {
    List<String> line = words(Main.class);
    line.addAll(List.of("nf4j", "--kernel"));
    return line;
  }

  /** The words that run a main class, a test's own perhaps; its arguments follow. */
  public static List<String> words(Class<?> main) {
    List<String> line = new ArrayList<>();
    line.add(ProcessHandle.current().info().command().orElse("java"));
    line.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp"));
    line.add(classPath(main));
    line.add(main.getName());
    return line;
  }

  /** Where the modules are, and these classes. */
  public static String classPath(Class<?>... more) {
    // A class of each module: how the modules are found is the build's business.
    return Stream.concat(
            Arrays.stream(more),
            Stream.of(
                Main.class,
                Place.class,
                EmbeddedHost.class,
                Why.class,
                Keeper.class,
                Engine.class,
                KernelIpset.class,
                Dialect.class,
                Environment.class,
                SetNamespace.class,
                MessageWriter.class,
                Packet.class,
                Mode.class))
        .map(type -> type.getProtectionDomain().getCodeSource().getLocation().getPath())
        .distinct()
        .collect(Collectors.joining(":"));
  }
}
