package dev.ordercache.app.settings;

import java.util.regex.Pattern;

/**
 * The environment variables that Kubernetes sets in every pod of a namespace for a Service named
 * {@code order-cache}. They look like settings, but are not.
 */
final class ServiceLinks {

  private static final Pattern NAME =
      Pattern.compile(
          "ORDER_CACHE_(SERVICE_(HOST|PORT(_[A-Z0-9_]+)?)"
              + "|PORT_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");
  private static final Pattern URL = Pattern.compile("(tcp|udp|sctp)://.*");

  private ServiceLinks() {}

  /**
   * A bare number in {@code ORDER_CACHE_PORT} is a misspelt setting of the HTTP port, not a link.
   */
  static boolean hasOne(String name, String value) {
    return name.equals("ORDER_CACHE_PORT")
        ? URL.matcher(value).matches()
        : NAME.matcher(name).matches();
  }
}
