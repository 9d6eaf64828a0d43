package dev.ordercache.app.http;

import dev.ordercache.Order;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;

/**
 * A JSON body with its strong entity tag (RFC 9110, 8.8.3).
 *
 * @param body not copied, not to be changed
 * @param etag with its quotation marks
 * @param headers what every answer with it has, encoded beforehand
 */
record Representation(ByteBuffer body, String etag, HttpFields headers) {

  private static final int TAG_BYTES = 15;
  private static final Pattern TAG = Pattern.compile("(?:^|,)\\s*(?:W/)?(\"[^\"]*\")\\s*(?=,|$)");

  /** Clients must revalidate every time. */
  private static final HttpField REVALIDATE =
      new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "private, no-cache");

  private Representation(byte[] body, String etag, HttpFields more) {
    this(
        ByteBuffer.wrap(body),
        etag,
        HttpFields.build(more)
            .add(new PreEncodedHttpField(HttpHeader.ETAG, etag))
            .add(REVALIDATE)
            .asImmutable());
  }

  /** Tagged by a digest of its bytes: equal tags, equal bytes. */
  static Representation ofContent(Object value) {
    return ofContent(value, HttpFields.EMPTY);
  }

  /** The same with more headers. */
  static Representation ofContent(Object value, HttpFields more) {
    byte[] body = Json.write(value);
    return new Representation(body, '"' + digest(body) + '"', more);
  }

  static Representation of(Order order) {
    byte[] body = Json.write(order);
    return new Representation(body, OrderTag.of(order, body).toString(), HttpFields.EMPTY);
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

  /** The answer to a GET: 304 if the client has it already. */
  ApiResponse reply(ApiRequest call) {
    boolean known = call.headers(HttpHeader.IF_NONE_MATCH).stream().anyMatch(this::matches);
    return (known ? ApiResponse.empty(304) : ApiResponse.json(200, body)).add(headers);
  }

  /** By weak comparison (RFC 9110, 13.1.2): a proxy that compresses makes tags weak. */
  private boolean matches(String ifNoneMatch) {
    return ifNoneMatch.equals(etag)
        || ifNoneMatch.equals("*")
        || TAG.matcher(ifNoneMatch).results().anyMatch(tag -> tag.group(1).equals(etag));
  }
}
