package org.netfilter4j.diagnose.bisect;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.netfilter4j.diagnose.Tongue;
import org.netfilter4j.linux.KernelException;

/** A person who tries, and says whether it went. */
public final class PersonAttempt implements Attempt {
  private final BufferedReader in;
  private final PrintStream out;
  private final Tongue tongue;

  public PersonAttempt(InputStream in, PrintStream out, Tongue tongue) {
    this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    this.out = out;
    this.tongue = tongue;
  }

  /**
   * Asks.
   *
   * @throws KernelException where the person gives up, or there is nobody
   */
  @Override
  public boolean getsThrough(int number) {
    while (true) {
      out.print(
          tongue.say(
              "Attempt " + number + ": try it now. Does it get through? [y/n/q] ",
              "第 " + number + " 次：请现在试一下。能通吗？[y/n/q] "));
      out.flush();
      String answer = line();
      switch (answer) {
        case "y", "yes", "是", "能" -> {
          return true;
        }
        case "n", "no", "否", "不能" -> {
          return false;
        }
        case "q", "quit" -> throw new KernelException(tongue.say("given up", "已放弃"));
        default -> {
          // Asked again.
        }
      }
    }
  }

  private String line() {
    try {
      String line = in.readLine();
      if (line == null) {
        throw new KernelException(tongue.say("nobody answers: the input has ended", "没有回答：输入已结束"));
      }
      return line.strip().toLowerCase(Locale.ROOT);
    } catch (IOException e) {
      throw new KernelException("the answer can't be read: " + e.getMessage());
    }
  }
}
