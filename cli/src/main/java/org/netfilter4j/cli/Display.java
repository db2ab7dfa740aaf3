package org.netfilter4j.cli;

import java.io.PrintStream;
import org.netfilter4j.diagnose.watch.CounterBoard.Order;
import org.netfilter4j.diagnose.watch.WatchScreen;
import org.netfilter4j.linux.TerminalDevice;
import org.netfilter4j.linux.TerminalDevice.Size;

/** The alternate screen of a terminal, which is given back however the program ends. */
final class Display implements AutoCloseable {
  private final PrintStream out;
  private final TerminalDevice device;
  private final Thread hook = new Thread(this::leave, "display");
  private Size drawn = new Size(0, 0);
  private boolean left;

  Display(PrintStream out, TerminalDevice device) {
    this.out = out;
    this.device = device;
    Runtime.getRuntime().addShutdownHook(hook);
    device.takeKeys();
    out.print(WatchScreen.ENTER);
    out.flush();
  }

  synchronized void draw(WatchScreen screen, Order order, boolean paused) {
    if (left) {
      return;
    }
    drawn = device.size();
    out.print(screen.frame(drawn.columns(), drawn.rows(), order, paused));
    out.flush();
  }

  /** The next key, waited for at most that long; -1 where none came. */
  int key(long milliseconds) {
    return device.key(milliseconds);
  }

  /** Whether the terminal has another size than when it was drawn. */
  boolean isResized() {
    return !device.size().equals(drawn);
  }

  private synchronized void leave() {
    if (!left) {
      left = true;
      out.print(WatchScreen.LEAVE);
      out.flush();
      device.close();
    }
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process ends: the hook does it.
    }
    leave();
  }
}
