package dev.ordercache.app.http;

import dev.ordercache.Order;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;

/**
 * A JSON body with its strong entity tag (RFC 9110, 8.8.3).
 *
 * @param body not copied, not to be changed
 * @param etag with its quotation marks
 */
record Representation(ByteBuffer body, String etag) {

  private static final int TAG_BYTES = 15;
  private static final Pattern TAG = Pattern.compile("(?:^|,)\\s*(?:W/)?(\"[^\"]*\")\\s*(?=,|$)");

  /** Tagged by a digest of its bytes: equal tags, equal bytes. */
  static Representation ofContent(Object value) {
    byte[] body = Json.write(value);
    return new Representation(ByteBuffer.wrap(body), '"' + digest(body) + '"');
  }

  static Representation of(Order order) {
    byte[] body = Json.write(order);
    return new Representation(ByteBuffer.wrap(body), OrderTag.of(order, body).toString());
  }

  /** 20 characters that may be part of a tag. */
  static String digest(byte[] body) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(Arrays.copyOf(digest, TAG_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The answer to a GET: 304 if the client has it already. Clients must revalidate every time. */
  ApiResponse reply(ApiRequest call) {
    boolean known =
        call.headers(HttpHeader.IF_NONE_MATCH.asString()).stream().anyMatch(this::matches);
    ApiResponse reply = known ? ApiResponse.empty(304) : ApiResponse.json(200, body);
    return reply
        .with(HttpHeader.ETAG.asString(), etag)
        .with(HttpHeader.CACHE_CONTROL.asString(), "private, no-cache");
  }

  /** By weak comparison (RFC 9110, 13.1.2): a proxy that compresses makes tags weak. */
  private boolean matches(String ifNoneMatch) {
    return ifNoneMatch.equals("*")
        || TAG.matcher(ifNoneMatch).results().anyMatch(tag -> tag.group(1).equals(etag));
  }
}
