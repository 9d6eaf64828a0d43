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
   * The source of an address, for counts: the address itself, or for IPv6 its first 64 bits,
   * because a host can use all addresses that share them.
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

  /** Parses an address, with or without brackets; null if the text is a name, or null. */
  static @Nullable InetAddress literal(@Nullable String text) {
    if (text == null) {
      return null;
    }
    boolean brackets = text.startsWith("[") && text.endsWith("]");
    return NetUtil.createInetAddressFromIpAddressString(
        brackets ? text.substring(1, text.length() - 1) : text);
  }
}
