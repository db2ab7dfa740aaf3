package org.netfilter4j.linux;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.watch.ChainAt;
import org.netfilter4j.wire.netlink.Attributes;
import org.netfilter4j.wire.netlink.Message;
import org.netfilter4j.wire.netlink.MessageWriter;
import org.netfilter4j.wire.nft.NftAttribute;

/**
 * Where the rules of nf_tables stand that events know by their handles: in which chain, and at
 * which place of it. Chains of all tables and families are known, those that are none of iptables'
 * too. What was asked once is kept.
 *
 * <p>Not safe for several threads.
 */
public final class RulePlaces implements AutoCloseable {
  private static final int ATTEMPTS = 100;

  private record Place(int family, String table, String chain) {}

  private final NetlinkSocket socket;
  private final Map<Place, ChainAt> chains = new HashMap<>();
  private final Map<Place, List<Long>> handles = new HashMap<>();

  private RulePlaces(NetlinkSocket socket) {
    this.socket = socket;
  }

  /**
   * The places of a namespace's rules.
   *
   * @throws KernelException where the kernel refuses, or has no nf_tables
   */
  public static RulePlaces open(NetworkNamespace namespace) {
    NetlinkSocket socket = NetlinkSocket.open(namespace, NetlinkSocket.NETFILTER);
    RulePlaces places = new RulePlaces(socket);
    try {
      places.ask(NftAttribute.GETCHAIN, null, places::note);
    } catch (KernelException e) {
      socket.close();
      throw e;
    }
    return places;
  }

  private void note(Message message) {
    ChainAt chain = EventReader.chain(message);
    chains.put(new Place(chain.family(), chain.table(), chain.name()), chain);
  }

  /** A chain of that family (NFPROTO_*), as it was when this was opened; null where none was. */
  public @Nullable ChainAt chain(int family, String table, String chain) {
    return chains.get(new Place(family, table, chain));
  }

  /** The number that a rule has in its chain, from 1; 0 where it is not there. */
  public int number(int family, String table, String chain, long handle) {
    List<Long> found = handles.computeIfAbsent(new Place(family, table, chain), this::handles);
    return found.indexOf(handle) + 1;
  }

  private List<Long> handles(Place place) {
    List<Long> found = new ArrayList<>();
    ask(
        NftAttribute.GETRULE,
        place,
        message -> {
          Attributes in = message.attributes();
          long handle = 0;
          String chain = "";
          while (in.next()) {
            switch (in.type()) {
              case NftAttribute.RULE_HANDLE -> handle = in.network64();
              case NftAttribute.RULE_CHAIN -> chain = in.text();
              default -> {}
            }
          }
          if (chain.equals(place.chain)) {
            found.add(handle);
          }
        });
    return found;
  }

  private void ask(int message, @Nullable Place place, NetlinkSocket.Receiver to) {
    for (int i = 0; i < ATTEMPTS; i++) {
      int sequence = socket.nextSequence();
      MessageWriter request = new MessageWriter(256);
      request.begin(
          NftAttribute.type(message),
          MessageWriter.NLM_F_REQUEST | MessageWriter.NLM_F_DUMP,
          sequence,
          place == null ? 0 : place.family,
          0);
      if (place != null) {
        request.text(NftAttribute.RULE_TABLE, place.table);
        request.text(NftAttribute.RULE_CHAIN, place.chain);
      }
      request.end();
      List<Message> told = new ArrayList<>();
      try {
        Errno refused = socket.ask(request, sequence, each -> told.add(copy(each)));
        if (refused != null && refused != Errno.ENOENT) {
          throw new KernelException("nf_tables", Objects.requireNonNull(refused));
        }
        told.forEach(to::message);
        return;
      } catch (NetlinkSocket.Interrupted e) {
        // Another program changes them: once more.
      }
    }
    throw new KernelException("nf_tables", Errno.EBUSY);
  }

  private static Message copy(Message message) {
    byte[] bytes = new byte[message.length()];
    System.arraycopy(message.bytes(), message.start(), bytes, 0, message.length());
    return new Message(bytes, 0, message.length());
  }

  @Override
  public void close() {
    socket.close();
  }
}
