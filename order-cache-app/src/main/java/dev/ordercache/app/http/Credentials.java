package dev.ordercache.app.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A name and password as HTTP Basic sends them, in UTF-8 (RFC 7617).
 *
 * @param name has no colon and no control characters, and is not empty
 * @param password has no control characters
 */
record Credentials(String name, String password) {

  /** The challenge for a client that has sent no credentials, or wrong ones. */
  static final String CHALLENGE = "Basic realm=\"order-cache\", charset=\"UTF-8\"";

  private static final String SCHEME = "Basic ";

  /**
   * Parses the lines of the header {@code Authorization}; empty if they are not exactly one line of
   * HTTP Basic.
   */
  static Optional<Credentials> parse(List<String> authorization) {
    String line = authorization.size() == 1 ? authorization.get(0) : "";
    if (!line.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return Optional.empty();
    }
    try {
      byte[] pair = Base64.getDecoder().decode(line.substring(SCHEME.length()).strip());
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(pair)).toString();
      int colon = text.indexOf(':');
      return colon < 1 || text.chars().anyMatch(Character::isISOControl)
          ? Optional.empty()
          : Optional.of(new Credentials(text.substring(0, colon), text.substring(colon + 1)));
    } catch (IllegalArgumentException | CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "Credentials[name=" + name + "]";
  }
}
