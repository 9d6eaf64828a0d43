package dev.ordercache.app.users;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Where logins come from: an IPv4 address, or the first 64 bits of an IPv6 one, because a single
 * machine has all the others of these.
 *
 * @param text without control characters, fit for a log
 */
record Source(String text) {

  private static final int PREFIX_BYTES = 8;
  private static final int LONGEST = 50;

  /** The source of an address in numbers; a proxy may name something else, which is taken as is. */
  static Source of(String address) {
    String bare = address.replaceAll("^\\[|](:[0-9]+)?$|%.*", "");
    if (bare.indexOf(':') < 0) {
      return new Source(fitForALog(bare));
    }
    try {
      InetAddress parsed = InetAddress.getByName(bare); // what has a colon is not looked up
      return new Source(parsed instanceof Inet6Address ? prefix(parsed) : parsed.getHostAddress());
    } catch (UnknownHostException e) {
      return new Source(fitForALog(bare));
    }
  }

  private static String prefix(InetAddress address) {
    byte[] prefix = Arrays.copyOf(address.getAddress(), PREFIX_BYTES);
    return HexFormat.of().formatHex(prefix).replaceAll("(.{4})(?!$)", "$1:") + "::/64";
  }

  private static String fitForALog(String text) {
    String start = text.substring(0, Math.min(text.length(), LONGEST));
    return start.replaceAll("[^\\x21-\\x7e]", "?");
  }
}
