package org.netfilter4j.diagnose;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.netfilter4j.engine.route.Network;
import org.netfilter4j.host.HostException;
import org.netfilter4j.packet.Packet;
import org.netfilter4j.packet.Problem;
import org.netfilter4j.packet.capture.CaptureException;
import org.netfilter4j.packet.capture.CaptureReader;
import org.netfilter4j.packet.capture.Frame;

/** One packet of a capture as the question. */
public final class CaptureQuestion {
  private CaptureQuestion() {}

  /**
   * Reads packet {@code number}.
   *
   * @param number from 1, as tcpdump -# counts
   * @param flags what else was said of the packet: its interface, mark, owner, state
   */
  public static Question read(String file, int number, QuestionSyntax flags, Network network) {
    try (CaptureReader reader = CaptureReader.open(Path.of(file))) {
      for (int at = 1; ; at++) {
        Frame frame = reader.next();
        if (frame == null) {
          throw new HostException(
              file + ": has " + (at - 1) + " packets, so none with the number " + number);
        }
        if (at == number) {
          return question(file + ": packet " + number, frame, flags, network);
        }
      }
    } catch (NoSuchFileException e) {
      throw new HostException(file + ": no such file");
    } catch (CaptureException e) {
      throw new HostException(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new HostException(file + ": can't be read: " + e.getMessage());
    }
  }

  private static Question question(
      String place, Frame frame, QuestionSyntax flags, Network network) {
    if (!frame.isIp()) {
      throw new HostException(place + " is not an IP packet");
    }
    Packet packet = new Packet();
    Problem problem = frame.into(packet);
    if (problem != null) {
      throw new HostException(place + " is malformed: " + problem.label().en());
    }
    if (frame.isTruncated()) {
      throw new HostException(place + " was cut off by the capture's snap length");
    }
    return flags.captured(packet.toBytes(), frame.link().macSource(), network);
  }
}
