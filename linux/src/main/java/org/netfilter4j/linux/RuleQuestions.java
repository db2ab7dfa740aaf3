package org.netfilter4j.linux;

import org.jspecify.annotations.Nullable;
import org.netfilter4j.model.Errno;
import org.netfilter4j.model.watch.RuleAt;
import org.netfilter4j.wire.netlink.MessageWriter;
import org.netfilter4j.wire.nft.NftAttribute;
import org.netfilter4j.wire.route.LinkMessage;
import org.netfilter4j.wire.route.RouteRequests;

/**
 * Asks what an event only gives the number of: rules by their handles, interfaces by their indexes.
 *
 * <p>Not safe for several threads.
 */
final class RuleQuestions implements AutoCloseable {
  private final NetworkNamespace namespace;
  private final EventReader reader;
  private @Nullable NetlinkSocket rules;
  private @Nullable NetlinkSocket links;

  RuleQuestions(NetworkNamespace namespace, EventReader reader) {
    this.namespace = namespace;
    this.reader = reader;
  }

  /** The rule of that handle; null where there is none. */
  @Nullable RuleAt rule(int family, String table, String chain, long handle) {
    NetlinkSocket socket = rules;
    if (socket == null) {
      socket = NetlinkSocket.open(namespace, NetlinkSocket.NETFILTER);
      rules = socket;
    }
    int sequence = socket.nextSequence();
    MessageWriter request = new MessageWriter(256);
    request
        .begin(
            NftAttribute.type(NftAttribute.GETRULE),
            MessageWriter.NLM_F_REQUEST,
            sequence,
            family,
            0)
        .text(NftAttribute.RULE_TABLE, table)
        .text(NftAttribute.RULE_CHAIN, chain)
        .network64(NftAttribute.RULE_HANDLE, handle)
        .end();
    @Nullable RuleAt[] found = new RuleAt[1];
    Errno refused = socket.ask(request, sequence, message -> found[0] = reader.rule(message));
    if (refused != null && refused != Errno.ENOENT) {
      throw new KernelException("rule " + handle + " of " + table + " " + chain, refused);
    }
    return found[0];
  }

  /** The name of the interface; null where there is none of that index. */
  @Nullable String interfaceName(long index) {
    NetlinkSocket socket = links;
    if (socket == null) {
      socket = NetlinkSocket.open(namespace, NetlinkSocket.ROUTE);
      links = socket;
    }
    int sequence = socket.nextSequence();
    @Nullable LinkMessage[] found = new LinkMessage[1];
    Errno refused =
        socket.ask(
            RouteRequests.link(sequence, (int) index),
            sequence,
            message -> found[0] = LinkMessage.read(message));
    if (refused != null && refused != Errno.ENODEV) {
      throw new KernelException("interface " + index, refused);
    }
    LinkMessage link = found[0];
    return link == null ? null : link.name();
  }

  @Override
  public void close() {
    if (rules != null) {
      rules.close();
    }
    if (links != null) {
      links.close();
    }
  }
}
