package dev.ordercache.jdbc;

/** A trigger of the table's owner, in the function {@code host_rule}, which a test drops. */
final class OwnerTrigger {

  private OwnerTrigger() {}

  /** Creates the trigger, which executes this whenever order 1 is changed. */
  static void create(TestDatabase database, String body) {
    database.execute(
        "CREATE FUNCTION host_rule() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            + body
            + " RETURN NEW; END $$");
    database.execute(
        "CREATE TRIGGER host BEFORE UPDATE ON orders FOR EACH ROW WHEN (OLD.id = 1)"
            + " EXECUTE FUNCTION host_rule()");
  }
}
