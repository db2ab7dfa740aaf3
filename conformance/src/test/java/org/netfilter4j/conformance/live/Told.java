package org.netfilter4j.conformance.live;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.netfilter4j.diagnose.Answer;
import org.netfilter4j.diagnose.Parting;
import org.netfilter4j.diagnose.Question;
import org.netfilter4j.diagnose.Tongue;
import org.netfilter4j.diagnose.TraceReport;
import org.netfilter4j.diagnose.Why;
import org.netfilter4j.diagnose.WhyReport;
import org.netfilter4j.diagnose.trace.KernelTrace;
import org.netfilter4j.diagnose.trace.Traced;
import org.netfilter4j.engine.Fate;
import org.netfilter4j.engine.TraceEvent;
import org.netfilter4j.host.EmbeddedHost;
import org.netfilter4j.host.HostDirectory;
import org.netfilter4j.linux.HostCapture;
import org.netfilter4j.model.Label.Language;
import org.netfilter4j.model.RuleId;

/**
 * What the kernel's trace of real packets told: an answer each, where they part from the engine's,
 * and the texts in both languages.
 */
record Told(List<Answer> answers, List<Parting> partings, String english, String chinese) {
  /**
   * Traces while there is traffic.
   *
   * @param described the packets, as {@code nf4j trace} takes them
   * @param replies whether what answers them is traced too
   * @param ownTable whether nf_tables has tables that go by themselves
   */
  static Told of(
      Neighbours neighbours, String described, boolean replies, boolean ownTable, Runnable traffic)
      throws IOException {
    Map<String, String> variables =
        Map.of(
            "XTABLES_LOCKFILE", neighbours.host().directory().resolve("xtables.lock").toString());
    Path directory = Files.createTempDirectory(neighbours.host().directory(), "captured");
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    new HostCapture(neighbours.hostKernel(), variables, directory, nowhere).run();
    KernelTrace.Wish wish =
        new KernelTrace.Wish(
            BisectTest.packets(described),
            replies,
            Duration.ofSeconds(20),
            replies ? 2 : 1,
            ownTable);
    List<Traced> packets;
    try (KernelTrace trace = KernelTrace.open(neighbours.hostKernel(), variables, wish);
        ExecutorService executor = Executors.newSingleThreadExecutor()) {
      Future<?> listening = executor.submit(() -> trace.listen(wish));
      traffic.run();
      listening.get();
      packets = trace.packets();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
    try (EmbeddedHost host = EmbeddedHost.readOnly(new HostDirectory(directory))) {
      return of(packets, new Why(host, System.currentTimeMillis() * 1_000_000L));
    }
  }

  private static Told of(List<Traced> packets, Why why) {
    List<Answer> answers = new ArrayList<>();
    List<Parting> partings = new ArrayList<>();
    TraceReport english =
        new TraceReport(new Tongue(Language.ENGLISH, false), WhyReport.Detail.WAY, why);
    TraceReport chinese =
        new TraceReport(new Tongue(Language.CHINESE, false), WhyReport.Detail.WAY, why);
    for (Traced packet : packets) {
      Question question = packet.question();
      Answer tried = why.ask(question);
      Answer answer = packet.answer(question, tried);
      Parting parting = Parting.between(tried, answer);
      if (parting == null) {
        answer = new Answer(question, answer.events(), answer.fate(), tried.remedy());
      } else {
        partings.add(parting);
      }
      answers.add(answer);
      english.add(answer, parting);
      chinese.add(answer, parting);
    }
    return new Told(answers, partings, english.text(), chinese.text());
  }

  Answer first() {
    return answers.getFirst();
  }

  /** How the first packet ended. */
  String fate() {
    return fate(first());
  }

  /** "nft filter BASE-RULE 1", "legacy filter INPUT policy", or how else it ended. */
  static String fate(Answer answer) {
    return switch (answer.fate()) {
      case Fate.Dropped dropped ->
          switch (dropped.cause()) {
            case Fate.Cause.ByRule by -> place(by.rule());
            case Fate.Cause.ByPolicy by ->
                by.mode().word() + " " + by.table().word() + " " + by.chain() + " policy";
            case Fate.Cause.ByOthers by -> by.place();
            case Fate.Cause.ByRouting by -> "routing " + by.reason();
            case Fate.Cause.ByMatch _,
                Fate.Cause.ByTracking _,
                Fate.Cause.Malformed _,
                Fate.Cause.OnTheWay _ ->
                dropped.toString();
          };
      case Fate.Delivered _ -> "delivered";
      case Fate.Sent sent -> "sent " + sent.device();
      case Fate.Queued _, Fate.Held _, Fate.Stolen _, Fate.Unknown _ -> answer.fate().toString();
    };
  }

  private static String place(RuleId id) {
    return id.mode().word() + " " + id.table().word() + " " + id.chain() + " " + id.number();
  }

  /** The rules that the first packet matched, as "filter BASE-RULE 1". */
  List<String> matched() {
    List<String> places = new ArrayList<>();
    for (TraceEvent event : first().events()) {
      if (event instanceof TraceEvent.RuleTested tested) {
        places.add(place(tested.id()).replaceFirst("^\\S+ ", ""));
      }
    }
    return places;
  }
}
