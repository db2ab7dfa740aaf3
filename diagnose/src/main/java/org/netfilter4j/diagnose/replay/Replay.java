package org.netfilter4j.diagnose.replay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.engine.Assume;
import org.netfilter4j.engine.Engine;
import org.netfilter4j.engine.conntrack.ConnectionText;
import org.netfilter4j.engine.conntrack.ConnectionTextException;
import org.netfilter4j.engine.route.Link;
import org.netfilter4j.engine.route.Network;
import org.netfilter4j.host.EmbeddedHost;
import org.netfilter4j.host.HostException;
import org.netfilter4j.packet.capture.CaptureException;
import org.netfilter4j.packet.capture.CaptureReader;
import org.netfilter4j.packet.capture.Frame;

/** A capture, played through a host. */
public final class Replay {
  private static final int PROGRESS_EVERY = 1024;

  private final EmbeddedHost host;
  private final Request request;

  /**
   * What is wanted.
   *
   * @param device the interface that the capture was taken on; null for what the capture says, or
   *     the host's only one
   * @param out where the packets that pass are written as they left, or null
   * @param assume what to take for granted of extensions that can't be evaluated
   * @param seed of random choices
   * @param commit whether the host keeps what the packets left: counters, connections, sets
   */
  public record Request(
      Path capture,
      @Nullable String device,
      @Nullable Path out,
      Assume assume,
      long seed,
      boolean commit) {

    /** Nothing written, nothing assumed, seed 1. */
    public static Request of(Path capture, @Nullable String device) {
      return new Request(capture, device, null, Assume.NOTHING, 1, false);
    }
  }

  /** Is told from time to time how far it is. */
  @FunctionalInterface
  public interface Progress {
    Progress NONE = (_, _, _) -> {};

    /**
     * So far it is.
     *
     * @param position how many bytes of the capture were read
     * @param size how many there are
     */
    void at(long position, long size, long packets);
  }

  /**
   * @param host its sets may be changed in memory; on disk it is changed only by a commit
   */
  public Replay(EmbeddedHost host, Request request) {
    this.host = host;
    this.request = request;
  }

  /**
   * Plays the whole capture.
   *
   * @throws HostException in one line: the capture can't be read or is damaged, the interface is
   *     not there, an extension can't be evaluated, a file can't be written. Nothing is changed
   *     then, and nothing of {@code out} is left.
   */
  public ReplayReport run(Progress progress) {
    Engine.Config config = config();
    Network network = config.network();
    Link device = device(network);
    refuseOntoItself();
    try {
      Survey survey = Survey.of(request.capture(), network);
      Engine engine = engine(config);
      String file = request.capture().toString();
      Vantage vantage = new Vantage(network, engine.router(), survey, device, file);
      try (CaptureReader reader = CaptureReader.open(request.capture());
          OutFile out = out(survey)) {
        Player player = new Player(engine, vantage, file, out);
        Play play = play(reader, engine, player, progress);
        if (request.commit()) {
          commit(engine, Math.max(player.now(), 0));
        }
        if (out != null) {
          out.keep();
        }
        return new ReplayReport(
            file,
            player.tally(),
            play.first(),
            player.now(),
            player.flows().all(),
            config.rulesets(),
            CounterChange.between(config.rulesets(), engine));
      }
    } catch (CaptureException e) {
      throw new HostException(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new HostException(request.capture() + ": can't be read: " + IoReason.of(e));
    }
  }

  /** When it began, in nanoseconds since 1970. */
  private record Play(long first) {}

  private Play play(CaptureReader reader, Engine engine, Player player, Progress progress)
      throws IOException {
    long first = 0;
    long count = 0;
    for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
      if (count == 0) {
        first = frame.timestamp();
        connect(engine, first);
      }
      player.play(frame);
      if (++count % PROGRESS_EVERY == 0) {
        progress.at(reader.position(), reader.size(), count);
      }
    }
    progress.at(reader.position(), reader.size(), count);
    return new Play(first);
  }

  private Engine.Config config() {
    Engine.Config own = host.config();
    return new Engine.Config(
        own.network(), own.rulesets(), own.sets(), own.order(), request.seed(), request.assume());
  }

  private Engine engine(Engine.Config config) {
    try {
      return new Engine(config);
    } catch (IllegalArgumentException e) {
      throw new HostException(host.directory().root() + ": " + e.getMessage());
    }
  }

  private @Nullable Link device(Network network) {
    String name = request.device();
    if (name == null) {
      return null;
    }
    Link link = network.link(name);
    if (link == null && !name.equals("any")) {
      throw new HostException(
          "the host "
              + host.directory().root()
              + " has no interface \""
              + name
              + "\"; it has "
              + String.join(", ", network.links().stream().map(Link::name).toList()));
    }
    return link;
  }

  private void refuseOntoItself() {
    Path out = request.out();
    try {
      if (out != null && Files.exists(out) && Files.isSameFile(out, request.capture())) {
        throw new HostException(out + ": is the capture itself; write to another file");
      }
    } catch (IOException e) {
      throw new HostException(request.capture() + ": can't be read: " + IoReason.of(e));
    }
  }

  private @Nullable OutFile out(Survey survey) {
    Path out = request.out();
    return out == null ? null : OutFile.create(out, survey.blocks(), survey.linkType());
  }

  /** The connections that the host had when the capture began. */
  private void connect(Engine engine, long now) {
    String connections = host.connections();
    if (connections != null) {
      try {
        ConnectionText.read(engine.connections(), connections, now);
      } catch (ConnectionTextException e) {
        throw new HostException(host.directory().connections() + ": " + e.getMessage());
      }
    }
  }

  private void commit(Engine engine, long now) {
    host.saveCounters(engine);
    host.saveConnections(engine, now);
    if (Files.exists(host.directory().sets())) {
      host.saveSets();
    }
  }
}
