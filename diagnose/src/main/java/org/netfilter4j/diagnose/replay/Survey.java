package org.netfilter4j.diagnose.replay;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.engine.route.Link;
import org.netfilter4j.engine.route.Network;
import org.netfilter4j.packet.capture.CaptureReader;
import org.netfilter4j.packet.capture.Frame;
import org.netfilter4j.packet.capture.LinkType;

/**
 * A first look at a capture's beginning: on which of the host's interfaces it was taken, and
 * whether on this host at all.
 *
 * @param linkType of the first frame, {@link LinkType#ETHERNET} where there is none
 * @param blocks whether it is pcapng
 * @param links the names of the host's interfaces that frames say they were seen on
 * @param macs the Ethernet addresses of senders and receivers, groups left out
 */
record Survey(int linkType, boolean blocks, Set<String> links, Set<Long> macs) {
  /** How many frames are looked at. */
  private static final int FRAMES = 10_000;

  Survey {
    links = Set.copyOf(links);
    macs = Set.copyOf(macs);
  }

  static Survey of(Path capture, Network network) throws IOException {
    Set<String> links = new LinkedHashSet<>();
    Set<Long> macs = new HashSet<>();
    int linkType = -1;
    try (CaptureReader reader = CaptureReader.open(capture)) {
      for (int i = 0; i < FRAMES; i++) {
        Frame frame = reader.next();
        if (frame == null) {
          break;
        }
        linkType = linkType < 0 ? frame.linkType() : linkType;
        Link link = link(frame, network);
        if (link != null) {
          links.add(link.name());
        }
        if (frame.linkType() == LinkType.ETHERNET && frame.bytes().length >= 12) {
          long to = mac(frame.bytes(), 0);
          if ((to >>> 40 & 1) == 0) {
            macs.add(to);
          }
          macs.add(mac(frame.bytes(), 6));
        }
      }
    }
    return new Survey(linkType < 0 ? LinkType.ETHERNET : linkType, isBlocks(capture), links, macs);
  }

  private static boolean isBlocks(Path capture) throws IOException {
    try (InputStream in = Files.newInputStream(capture)) {
      // The type of pcapng's section header is the same in either byte order.
      return in.read() == 0x0a;
    }
  }

  /** The host's interface that the frame says it was seen on, or null. */
  static @Nullable Link link(Frame frame, Network network) {
    String name = frame.interfaceName();
    if (name != null) {
      return network.link(name);
    }
    if (frame.linkType() == LinkType.LINUX_SLL2 && frame.bytes().length >= 8) {
      int index = (int) number(frame.bytes(), 4, 4);
      for (Link link : network.links()) {
        if (link.index() == index) {
          return link;
        }
      }
    }
    return null;
  }

  /** The Ethernet address at that offset. */
  static long mac(byte[] frame, int at) {
    return number(frame, at, 6);
  }

  private static long number(byte[] bytes, int at, int length) {
    long value = 0;
    for (int i = 0; i < length; i++) {
      value = value << 8 | (bytes[at + i] & 0xff);
    }
    return value;
  }
}
