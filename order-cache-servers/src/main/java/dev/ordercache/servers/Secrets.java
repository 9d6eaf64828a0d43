package dev.ordercache.servers;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Passwords of the embedded servers. The loopback interface is open to every user of the machine,
 * and a client that may send commands to either server can write files as the user who runs it.
 */
final class Secrets {

  private static final int BYTES = 16;

  private Secrets() {}

  /** 32 hexadecimal digits, safe in a URI and in every configuration file. */
  static String random() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
