package dev.ordercache.app.http;

import dev.ordercache.Generation;
import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * JSON as the contract defines it: records by their component names, ids as numbers, times in ISO
 * 8601.
 */
final class Json {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(
              new SimpleModule()
                  .addSerializer(new IdSerializer())
                  .addSerializer(new NameSerializer<>(OrderStatus.class))
                  .addSerializer(new NameSerializer<>(Generation.class)))
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .build();

  private Json() {}

  static byte[] write(Object value) {
    return MAPPER.writeValueAsBytes(value);
  }

  /**
   * Parses one JSON value.
   *
   * @throws JacksonException if the text is not exactly one value
   */
  static JsonNode parse(String text) {
    return MAPPER.readTree(text);
  }

  private static final class IdSerializer extends StdSerializer<OrderId> {

    IdSerializer() {
      super(OrderId.class);
    }

    @Override
    public void serialize(OrderId id, JsonGenerator json, SerializationContext context) {
      json.writeNumber(id.value());
    }
  }

  /** Writes a value as the text of its {@code toString()}. */
  private static final class NameSerializer<T> extends StdSerializer<T> {

    NameSerializer(Class<T> type) {
      super(type);
    }

    @Override
    public void serialize(T value, JsonGenerator json, SerializationContext context) {
      json.writeString(value.toString());
    }
  }
}
