package org.netfilter4j.diagnose.live;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.netfilter4j.command.RuleWriter;
import org.netfilter4j.linux.KernelException;
import org.netfilter4j.linux.KernelSetting;
import org.netfilter4j.linux.NetworkNamespace;
import org.netfilter4j.linux.OwnSession;
import org.netfilter4j.model.Rule;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.rules.Dialect;
import org.netfilter4j.wire.netlink.Message;
import org.netfilter4j.xt.Rejected;

/**
 * A process that removes temporary rules when the one that put them is gone, or their time is over.
 * It has a session of its own, so that no terminal's signal and no end of a session reaches it, and
 * notices its owner's end by the pipe between them.
 */
public final class Watchdog {
  private static final int DISMISSED = 'q';
  private static final String READY = "ready";
  private static final int PAUSE_MILLISECONDS = 500;

  /** An hour of trying: a namespace that is gone by then does not come back. */
  private static final int ATTEMPTS = 7200;

  /** A class of each module that it takes. */
  private static final List<Class<?>> MODULES =
      List.of(
          Watchdog.class,
          NetworkNamespace.class,
          Dialect.class,
          RuleWriter.class,
          Rejected.class,
          Message.class,
          Packet.class,
          Rule.class);

  private final Process process;

  private Watchdog(Process process) {
    this.process = process;
  }

  /**
   * Starts one, and waits until it is ready.
   *
   * @throws KernelException where it can't be started
   */
  static Watchdog start(NetworkNamespace namespace, Tag tag, Duration time) {
    return start(namespace, tag, time, Map.of());
  }

  /**
   * Starts one that gives settings back their values too, and waits until it is ready.
   *
   * @param settings below /proc/sys ({@link KernelSetting}), and their values
   * @throws KernelException where it can't be started
   */
  public static Watchdog start(
      NetworkNamespace namespace, Tag tag, Duration time, Map<String, String> settings) {
    List<String> command = java();
    String file = namespace.file();
    command.add(file == null ? "" : file);
    command.add(tag.text());
    command.add(Long.toString(time.toMillis()));
    settings.forEach((path, value) -> command.add(path + "=" + value));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      BufferedReader out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      String line = out.readLine();
      if (!READY.equals(line)) {
        process.destroy();
        throw new KernelException("no watchdog for temporary rules: " + line);
      }
      return new Watchdog(process);
    } catch (IOException e) {
      throw new KernelException("no watchdog for temporary rules: " + e.getMessage());
    }
  }

  /** The beginning of the command line of this class in another JVM. */
  private static List<String> java() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-Xmx256m"));
    String name = Watchdog.class.getName();
    Module module = Watchdog.class.getModule();
    if (module.isNamed()) {
      command.add("--enable-native-access=" + NetworkNamespace.class.getModule().getName());
      String path = System.getProperty("jdk.module.path", "");
      if (!path.isEmpty()) {
        command.addAll(List.of("-p", path));
      }
      command.addAll(List.of("-m", module.getName() + "/" + name));
    } else {
      command.add("--enable-native-access=ALL-UNNAMED");
      command.addAll(List.of("-cp", classPath(), name));
    }
    return command;
  }

  /**
   * Where the classes that it takes were loaded from; one place for all, or one for each module.
   */
  private static String classPath() {
    Set<String> places = new LinkedHashSet<>();
    for (Class<?> of : MODULES) {
      places.add(of.getProtectionDomain().getCodeSource().getLocation().getPath());
    }
    return String.join(File.pathSeparator, places);
  }

  /**
   * Looks whether it is there.
   *
   * @throws KernelException where it is not: then no temporary rule may be put
   */
  void check() {
    if (!process.isAlive()) {
      throw new KernelException("the watchdog for temporary rules has ended");
    }
  }

  /** Nothing is left to be removed. */
  public void dismiss() {
    try (OutputStream out = process.getOutputStream()) {
      out.write(DISMISSED);
    } catch (IOException e) {
      // It has ended already.
    }
  }

  /**
   * The process itself.
   *
   * @param args the namespace's file or "", the tag's text, milliseconds; then settings as
   *     "path=value"
   */
  public static void main(String[] args) {
    OwnSession.begin();
    NetworkNamespace namespace =
        args[0].isEmpty() ? NetworkNamespace.own() : NetworkNamespace.of(Path.of(args[0]));
    Tag tag = Tag.find(args[1]);
    if (tag == null) {
      System.out.println("no tag: " + args[1]);
      return;
    }
    // Asked for once, so that nothing need be loaded when it counts.
    try (LiveTables tables = new LiveTables(namespace, System.getenv())) {
      tables.modes();
    } catch (KernelException e) {
      System.out.println(e.getMessage());
      return;
    }
    System.out.println(READY);
    Owner owner = new Owner(System.in);
    Thread.ofPlatform().daemon().name("owner").start(owner);
    if (!owner.isDismissed(Long.parseLong(args[2]))) {
      restore(namespace, Arrays.asList(args).subList(3, args.length));
      remove(namespace, tag);
    }
  }

  private static void restore(NetworkNamespace namespace, List<String> settings) {
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      try {
        new KernelSetting(namespace, setting.substring(0, equals))
            .set(setting.substring(equals + 1));
      } catch (KernelException e) {
        // There is nobody left to tell.
      }
    }
  }

  /** Until it is done, though another program may hold a lock for long. */
  private static void remove(NetworkNamespace namespace, Tag tag) {
    for (int i = 0; i < ATTEMPTS; i++) {
      try (LiveTables tables = new LiveTables(namespace, System.getenv())) {
        TemporaryRules.remove(tables, tag);
        return;
      } catch (KernelException e) {
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Listens to the owner, whose end closes the pipe. */
  private static final class Owner implements Runnable {
    private final InputStream in;
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile boolean dismissed;

    Owner(InputStream in) {
      this.in = in;
    }

    @Override
    public void run() {
      try {
        dismissed = in.read() == DISMISSED;
      } catch (IOException e) {
        dismissed = false;
      }
      done.countDown();
    }

    boolean isDismissed(long milliseconds) {
      try {
        return done.await(milliseconds, TimeUnit.MILLISECONDS) && dismissed;
      } catch (InterruptedException e) {
        return false;
      }
    }
  }
}
