package dev.ordercache.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a replication slot sends to a connector: the messages of PostgreSQL's {@code pgoutput}, read
 * by SQL and without a connector.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-logicalrep-message-formats.html">
 *     the formats of the messages</a>
 */
final class PublishedRows implements AutoCloseable {

  private final TestDatabase database;
  private final ScaleOutPage page;
  private List<String> columns = List.of();

  /** Executes the statements of a page in a database. */
  PublishedRows(TestDatabase database, ScaleOutPage page) {
    this.database = database;
    this.page = page;
    page.statements().forEach(database::execute);
  }

  /**
   * A change of one row.
   *
   * @param kind I for inserted, U for updated, D for deleted, T for truncated
   * @param row the inserted values, without nulls
   */
  record Message(char kind, Map<String, String> row) {}

  /** The ids of the rows that were inserted since the last call; fails at any other message. */
  List<Long> ids() {
    return read().stream().map(PublishedRows::id).toList();
  }

  static long id(Message message) {
    assertEquals('I', message.kind());
    return Long.parseLong(message.row().getOrDefault("id", ""));
  }

  /** The messages since the last call, of the page's publication. */
  List<Message> read() {
    return read(page.connector("publication.name"));
  }

  /** The same of another publication. */
  List<Message> read(String publication) {
    flush();
    List<Message> messages = new ArrayList<>();
    for (byte[] data : take(publication)) {
      ByteBuffer bytes = ByteBuffer.wrap(data);
      char kind = (char) bytes.get();
      switch (kind) {
        case 'R' -> columns = columns(bytes);
        case 'I' -> messages.add(new Message(kind, inserted(bytes)));
        case 'U', 'D', 'T' -> messages.add(new Message(kind, Map.of()));
        default -> {} // begins, commits, types
      }
    }
    return messages;
  }

  /** A slot sends what is on the disk, and commits on the tests' server do not wait for that. */
  private void flush() {
    database
        .jdbi()
        .useTransaction(
            handle -> {
              handle.execute("SET LOCAL synchronous_commit = on");
              handle.execute("SELECT pg_logical_emit_message(true, 'test', 'flush')");
            });
  }

  private List<byte[]> take(String publication) {
    return database
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "SELECT data FROM pg_logical_slot_get_binary_changes("
                            + "?, NULL, NULL, 'proto_version', '1', 'publication_names', ?)")
                    .bind(0, page.connector("slot.name"))
                    .bind(1, publication)
                    .mapTo(byte[].class)
                    .list());
  }

  private static List<String> columns(ByteBuffer relation) {
    relation.getInt(); // its id
    text(relation); // its schema
    text(relation); // its name
    relation.get(); // its replica identity
    int count = relation.getShort();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      relation.get(); // whether it is a part of the key
      names.add(text(relation));
      relation.getLong(); // its type
    }
    return names;
  }

  private Map<String, String> inserted(ByteBuffer insertion) {
    insertion.getInt(); // the relation's id
    insertion.get(); // that a new row follows
    int count = insertion.getShort();
    Map<String, String> row = new HashMap<>();
    for (int i = 0; i < count; i++) {
      if (insertion.get() == 't') {
        byte[] value = new byte[insertion.getInt()];
        insertion.get(value);
        row.put(columns.get(i), new String(value, UTF_8));
      }
    }
    return row;
  }

  private static String text(ByteBuffer bytes) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (byte next = bytes.get(); next != 0; next = bytes.get()) {
      text.write(next);
    }
    return text.toString(UTF_8);
  }

  /** Drops the slot, for which PostgreSQL would keep its WAL. */
  @Override
  public void close() {
    database.execute("SELECT pg_drop_replication_slot('" + page.connector("slot.name") + "')");
    database.execute("DROP ROLE debezium");
  }
}
