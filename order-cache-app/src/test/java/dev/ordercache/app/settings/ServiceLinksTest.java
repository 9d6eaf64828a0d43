package dev.ordercache.app.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("In a namespace of Kubernetes with a Service named order-cache, the settings")
class ServiceLinksTest extends SettingsFixture {

  @Test
  @DisplayName("ignore the variables that it sets in every pod")
  void reported() {
    variables.putAll(
        Map.of(
            "ORDER_CACHE_SERVICE_HOST", "10.0.0.11",
            "ORDER_CACHE_SERVICE_PORT", "8080",
            "ORDER_CACHE_SERVICE_PORT_HTTP", "8080",
            "ORDER_CACHE_SERVICE_PORT_HTTP_ADMIN", "8081",
            "ORDER_CACHE_PORT", "tcp://10.0.0.11:8080",
            "ORDER_CACHE_PORT_8080_TCP", "tcp://10.0.0.11:8080",
            "ORDER_CACHE_PORT_8080_TCP_PROTO", "tcp",
            "ORDER_CACHE_PORT_8080_TCP_PORT", "8080",
            "ORDER_CACHE_PORT_8080_TCP_ADDR", "10.0.0.11",
            "ORDER_CACHE_PORT_53_UDP", "udp://10.0.0.11:53"));
    assertEquals(
        HttpSettings.defaults().withAddress("127.0.0.1", 8080).withLimits(limits()), read().http());
  }

  @ParameterizedTest
  @DisplayName("still refuse a variable that is nearly one of those")
  @CsvSource({
    "ORDER_CACHE_HTTP_PROT, 8080",
    "ORDER_CACHE_PORT, 8080",
    "ORDER_CACHE_PORTS, tcp://10.0.0.11:8080",
    "ORDER_CACHE_HTTP_PORT_8080_TCP, tcp://10.0.0.11:8080",
    "ORDER_CACHE_PORT_HTTP, tcp://10.0.0.11:8080",
    "ORDER_CACHE_PORT_8080, tcp://10.0.0.11:8080",
    "ORDER_CACHE_PORT_8080_TCP_HOST, 10.0.0.11",
    "ORDER_CACHE_SERVICE, 10.0.0.11",
    "ORDER_CACHE_SERVICE_HOSTS, 10.0.0.11",
    "ORDER_CACHE_SERVICE_HTTP, 8080",
    "order_cache_service_host, 10.0.0.11"
  })
  void typos(String name, String value) {
    variables.put(name, value);
    assertProblem(name + " (environment variable) is not a setting");
  }

  @ParameterizedTest
  @DisplayName("refuse them as a system property and in a file, where Kubernetes puts nothing")
  @ValueSource(strings = {"ORDER_CACHE_SERVICE_HOST", "ORDER_CACHE_PORT_8080_TCP"})
  void elsewhere(String name) throws IOException {
    properties.put(name, "tcp://10.0.0.11:8080");
    assertProblem(name + " (system property) is not a setting");
    properties.clear();
    Files.writeString(folder.resolve("order-cache.properties"), name + "=10.0.0.11");
    assertProblem(name + " (file ");
  }
}
