package dev.ordercache.app.http;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** Addresses that requests come from. */
final class Source {

  private static final int NETWORK_BYTES = 8;

  private Source() {}

  /**
   * What is counted as one source: the address; of IPv6 the first 64 bits, because who has one
   * address has all of these.
   */
  static InetAddress of(InetAddress address) {
    if (!(address instanceof Inet6Address)) {
      return address;
    }
    byte[] bytes = address.getAddress();
    Arrays.fill(bytes, NETWORK_BYTES, bytes.length, (byte) 0);
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("the length is that of an address", e);
    }
  }

  /** The source of a request as text, such as {@code 192.0.2.1} or {@code 2001:db8::/64}. */
  static String name(Request request) {
    return request.getConnectionMetaData().getRemoteSocketAddress()
            instanceof InetSocketAddress peer
        ? name(peer.getAddress())
        : "";
  }

  static String name(InetAddress address) {
    String text = NetUtil.toAddressString(of(address));
    return address instanceof Inet6Address ? text + "/" + 8 * NETWORK_BYTES : text;
  }

  /** The address that a text is, with or without brackets; null if it is a name or nothing. */
  static @Nullable InetAddress literal(@Nullable String text) {
    if (text == null) {
      return null;
    }
    boolean brackets = text.startsWith("[") && text.endsWith("]");
    return NetUtil.createInetAddressFromIpAddressString(
        brackets ? text.substring(1, text.length() - 1) : text);
  }
}
