package org.netfilter4j.linux;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.netfilter4j.wire.netlink.Message;
import org.netfilter4j.xt.nft.ExpressionReader;

/**
 * Decodes the rules of a long dump on a thread of its own, while the kernel goes on telling them:
 * it takes its time over that, and half of it is spent in finding the place where it stopped.
 *
 * <p>Nothing else may use the reader, or what it asks, before {@link #close}; then all is seen by
 * the thread that closed it. A rule that can't be decoded, and those after it, are left to be
 * decoded when they are asked for, which then fails where it is of use.
 */
final class DecodeAhead implements AutoCloseable {
  private static final int BATCH = 256;

  private record Item(NftRules rules, Message message) {}

  private final BlockingQueue<List<Item>> queue = new ArrayBlockingQueue<>(64);
  private final ExpressionReader reader;
  private final Thread thread;
  private List<Item> batch = new ArrayList<>(BATCH);

  DecodeAhead(ExpressionReader reader) {
    this.reader = reader;
    thread = Thread.ofPlatform().daemon().name("decode").start(this::decode);
  }

  /** Whether there is another processor for it. */
  static boolean isWorthwhile() {
    return Runtime.getRuntime().availableProcessors() > 1;
  }

  /** Takes the next rule of a chain, after {@link NftRules#add}. */
  void add(NftRules rules, Message message) {
    batch.add(new Item(rules, message));
    if (batch.size() == BATCH) {
      put(batch);
      batch = new ArrayList<>(BATCH);
    }
  }

  private void put(List<Item> items) {
    boolean interrupted = false;
    while (true) {
      try {
        queue.put(items);
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void decode() {
    boolean failed = false;
    try {
      // An empty batch is the last.
      for (List<Item> items = queue.take(); !items.isEmpty(); items = queue.take()) {
        for (int i = 0; i < items.size() && !failed; i++) {
          Item item = items.get(i);
          failed = !item.rules.decodeNext(item.message, reader);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until all that was added is decoded. */
  @Override
  public void close() {
    if (!batch.isEmpty()) {
      put(batch);
    }
    put(List.of());
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
