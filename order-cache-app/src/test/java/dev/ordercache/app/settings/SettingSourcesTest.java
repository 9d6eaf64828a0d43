package dev.ordercache.app.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The settings")
class SettingSourcesTest extends SettingsFixture {

  @Test
  @DisplayName("come from system properties before variables before the file")
  void precedence() throws IOException {
    Files.writeString(
        folder.resolve("order-cache.properties"),
        "order-cache.http-port=3\nORDER_CACHE_RATE_LIMIT=3\norder-cache.namespace=file\n");
    variables.put("ORDER_CACHE_HTTP_PORT", "2");
    variables.put("ORDER_CACHE_RATE_LIMIT", "2");
    properties.put("order-cache.http-port", "1");
    AppSettings settings = read();
    assertEquals(1, settings.http().port());
    assertEquals(2, settings.http().limits().rate());
    assertEquals("file", settings.plan().namespace());
  }

  @Test
  @DisplayName("come from the file that is named, instead of the usual one")
  void namedFile() throws IOException {
    Files.writeString(folder.resolve("order-cache.properties"), "order-cache.http-port=1");
    Files.writeString(folder.resolve("other"), "order-cache.rate-limit=2");
    variables.put("ORDER_CACHE_CONFIG", "other");
    assertEquals(
        HttpSettings.defaults().withAddress("127.0.0.1", 8080).withLimits(limits().withRate(2)),
        read().http());
  }

  @Test
  @DisplayName("are refused when the named file is missing, or names another")
  void missingFile() throws IOException {
    variables.put("ORDER_CACHE_CONFIG", "missing");
    assertProblem("missing");
    variables.clear();
    Files.writeString(folder.resolve("order-cache.properties"), "order-cache.config=other");
    assertProblem("ORDER_CACHE_CONFIG has no effect in a file");
  }

  @ParameterizedTest
  @DisplayName("have two forms as a property")
  @ValueSource(strings = {"ORDER_CACHE_HTTP_PORT", "order-cache.http-port"})
  void forms(String name) {
    properties.put(name, "81");
    assertEquals(81, read().http().port());
  }

  @Test
  @DisplayName("may not contradict each other in the two forms")
  void contradiction() {
    properties.put("ORDER_CACHE_HTTP_PORT", "81");
    properties.put("order-cache.http-port", "82");
    assertProblem("differ");
    properties.put("order-cache.http-port", "81");
    assertEquals(81, read().http().port());
  }

  @ParameterizedTest
  @DisplayName("are refused under an unknown name, and the known ones listed")
  @ValueSource(
      strings = {
        "ORDER_CACHE_HTTP_PROT",
        "order-cache.http-prot",
        "order.cache.http.port",
        "order-cache.http.port",
        "order_cache_http_port",
        "ORDER_CACHE_"
      })
  void unknown(String name) {
    properties.put(name, "81");
    String message = assertProblem(name + " (system property) is not a setting");
    assertTrue(message.contains("ORDER_CACHE_STALENESS_BOUND"), message);
  }

  @Test
  @DisplayName("ignore what is meant for others")
  void others() {
    variables.put("ORDERS_CACHE", "x");
    properties.put("java.io.tmpdir", "/tmp");
    assertEquals(8080, read().http().port());
  }

  @Test
  @DisplayName("take an empty value for none")
  void empty() {
    variables.put("ORDER_CACHE_JDBC_URL", "");
    variables.put("ORDER_CACHE_HTTP_HOST", " ");
    variables.put("ORDER_CACHE_HTTP_PORT", " 81 ");
    assertNull(readForDemo().jdbc());
    assertEquals(
        HttpSettings.defaults().withAddress("127.0.0.1", 81).withLimits(limits()),
        readForDemo().http());
  }
}
