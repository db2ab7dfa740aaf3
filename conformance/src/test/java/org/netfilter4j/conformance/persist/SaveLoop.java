package org.netfilter4j.conformance.persist;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.netfilter4j.agent.persist.Journal;
import org.netfilter4j.agent.persist.Layout;
import org.netfilter4j.agent.persist.LiveState;
import org.netfilter4j.agent.persist.Part;
import org.netfilter4j.agent.persist.Place;
import org.netfilter4j.agent.persist.Saving;
import org.netfilter4j.linux.NetworkNamespace;
import org.netfilter4j.model.Mode;

/** A process that saves the rules of two namespaces by turns, into each of several roots. */
final class SaveLoop {
  private SaveLoop() {}

  /**
   * Saves until it is killed.
   *
   * @param args the files of two namespaces, then the roots
   */
  public static void main(String[] args) throws InterruptedException {
    List<Path> roots = new ArrayList<>();
    for (String root : List.of(args).subList(2, args.length)) {
      roots.add(Path.of(root));
    }
    CountDownLatch begun = new CountDownLatch(roots.size());
    for (Path root : roots) {
      Thread.ofPlatform().start(() -> save(args[0], args[1], root, begun));
    }
    begun.await();
    System.out.println("begun");
    Thread.sleep(60_000);
  }

  private static void save(String first, String second, Path root, CountDownLatch begun) {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    Journal journal = new Journal(nowhere, nowhere, false);
    Place place = new Place(Layout.DEBIAN, root);
    try (LiveState one = of(first);
        LiveState other = of(second)) {
      boolean turn = false;
      while (!Thread.currentThread().isInterrupted()) {
        turn = !turn;
        new Saving(place, turn ? one : other, journal, new Saving.Wish(false, false, false))
            .run(List.of(Part.values()));
        begun.countDown();
      }
    }
  }

  private static LiveState of(String namespace) {
    return new LiveState(NetworkNamespace.of(Path.of(namespace)), Mode.NFT, Map.of(), false);
  }
}
