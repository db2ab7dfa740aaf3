package org.netfilter4j.linux;

import org.netfilter4j.model.Errno;

/**
 * Tells that a machine's interfaces, addresses or routes may have changed, by rtnetlink's events
 * (include/uapi/linux/rtnetlink.h). What has become of them is to be asked then: {@link
 * HostNetwork}. Listening begins when it is opened.
 *
 * <p>One thread waits; {@link #close} may come from any.
 */
public final class HostNetworkWatch implements AutoCloseable {
  private static final int RTNLGRP_LINK = 1;
  private static final int RTNLGRP_IPV4_IFADDR = 5;
  private static final int RTNLGRP_IPV4_ROUTE = 7;
  private static final int RTNLGRP_IPV6_IFADDR = 9;
  private static final int RTNLGRP_IPV6_ROUTE = 11;

  /** How long one wait takes at most: closing must not take longer. */
  private static final long SLICE_MILLIS = 250;

  private final NetlinkSocket socket;
  private volatile boolean closing;
  private boolean closed;

  private HostNetworkWatch(NetlinkSocket socket) {
    this.socket = socket;
  }

  /**
   * Begins to listen.
   *
   * @throws KernelException where the kernel refuses
   */
  public static HostNetworkWatch open(NetworkNamespace namespace) {
    NetlinkSocket socket = NetlinkSocket.open(namespace, NetlinkSocket.ROUTE);
    try {
      for (int group :
          new int[] {
            RTNLGRP_LINK,
            RTNLGRP_IPV4_IFADDR,
            RTNLGRP_IPV4_ROUTE,
            RTNLGRP_IPV6_IFADDR,
            RTNLGRP_IPV6_ROUTE
          }) {
        socket.join(group);
      }
    } catch (KernelException e) {
      socket.close();
      throw e;
    }
    return new HostNetworkWatch(socket);
  }

  /**
   * Waits until something may have changed.
   *
   * @return false once this is closed
   * @throws KernelException where the kernel refuses
   */
  public synchronized boolean await() {
    while (!closing) {
      if (received(SLICE_MILLIS)) {
        // What else is there already is the same news.
        while (received(0)) {
          // Thrown away.
        }
        return true;
      }
    }
    return false;
  }

  private boolean received(long milliseconds) {
    try {
      int length = milliseconds == 0 ? socket.receiveNow() : socket.receive(milliseconds);
      return length >= 0;
    } catch (KernelException e) {
      if (e.errno() == Errno.ENOBUFS) {
        return true;
      }
      throw e;
    }
  }

  /** Ends listening; returns when nobody waits any more. */
  @Override
  public void close() {
    closing = true;
    synchronized (this) {
      if (!closed) {
        closed = true;
        socket.close();
      }
    }
  }
}
