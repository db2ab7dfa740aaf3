package org.netfilter4j.diagnose.replay;

import org.netfilter4j.engine.Fate;

/** How many packets met what. */
public final class Tally {
  long frames;
  long notIp;
  long malformed;
  long cutTooShort;
  long cut;
  long foreign;
  long elsewhere;
  long seenTwice;
  long received;
  long sent;
  long fromElsewhere;
  long departed;
  long unasked;
  long notSentHere;
  long fromNowhere;
  long passed;
  long dropped;
  long undecided;
  long bytes;
  long answers;
  long answersPassed;

  Tally() {}

  void count(Fate fate, int length) {
    bytes += length;
    switch (fate) {
      case Fate.Delivered _, Fate.Sent _ -> passed++;
      case Fate.Dropped _ -> dropped++;
      case Fate.Queued _, Fate.Held _, Fate.Stolen _, Fate.Unknown _ -> undecided++;
    }
  }

  /** All frames of the capture. */
  public long frames() {
    return frames;
  }

  /** Frames of other protocols than IPv4 and IPv6. */
  public long notIp() {
    return notIp;
  }

  /** Packets that the receive path discards before any hook. */
  public long malformed() {
    return malformed;
  }

  /** Packets of which the capture kept too little to read their header. */
  public long cutTooShort() {
    return cutTooShort;
  }

  /** Packets that went through the rules though the capture has not kept all of them. */
  public long cut() {
    return cut;
  }

  /** Frames for other hosts. */
  public long foreign() {
    return foreign;
  }

  /** Frames seen on another interface than the one that was asked for. */
  public long elsewhere() {
    return elsewhere;
  }

  /** Frames that the capture shows a second time, on a port of a bridge or leaving by loopback. */
  public long seenTwice() {
    return seenTwice;
  }

  /** Packets that came in. */
  public long received() {
    return received;
  }

  /** Packets that the host itself sent. */
  public long sent() {
    return sent;
  }

  /** Packets that were seen leaving, and came in by an interface that the capture does not show. */
  public long fromElsewhere() {
    return fromElsewhere;
  }

  /** Packets that were seen leaving as was computed. */
  public long departed() {
    return departed;
  }

  /** Captured answers that were left out, since nothing that they answer has passed. */
  public long unasked() {
    return unasked;
  }

  /** Packets seen leaving that this host would not have sent, or not like that. */
  public long notSentHere() {
    return notSentHere;
  }

  /** Packets that left without a source address, as DHCP's do, which pass no hook. */
  public long fromNowhere() {
    return fromNowhere;
  }

  /** How many went through the rules. */
  public long judged() {
    return received + sent + fromElsewhere;
  }

  /** Their bytes, from the network header on. */
  public long bytes() {
    return bytes;
  }

  /** Of those judged, how many were delivered or sent. */
  public long passed() {
    return passed;
  }

  /** Of those judged, how many were dropped. */
  public long dropped() {
    return dropped;
  }

  /** Of those judged, how many wait: queued, or held until their other fragments come. */
  public long undecided() {
    return undecided;
  }

  /** Packets that the host answered with: of REJECT, and ICMP errors. */
  public long answers() {
    return answers;
  }

  /** Of those, how many the rules let out. */
  public long answersPassed() {
    return answersPassed;
  }
}
