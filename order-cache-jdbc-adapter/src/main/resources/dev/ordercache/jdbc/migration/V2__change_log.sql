-- The log of all changes of the orders, written by triggers in the changing transaction, for every writer: a
-- change is committed together with its log rows or not at all.
--
-- Can be run again. To be run in one transaction (Flyway does; psql -1), with the schema of the orders first in
-- the search path.

SET LOCAL client_min_messages = warning; -- existing objects need no notice

-- The transaction comes first in the key, so that a relay finds the rows of the transactions that it has not
-- read without scanning the dead entries of others, which an old snapshot elsewhere may keep.
CREATE TABLE IF NOT EXISTS order_change (
    tx         xid8        NOT NULL DEFAULT pg_current_xact_id(),
    id         bigint      GENERATED ALWAYS AS IDENTITY,
    order_id   bigint,     -- null: all orders changed
    version    bigint,
    old_status text,       -- null: inserted
    new_status text,       -- null: deleted
    logged_at  timestamptz NOT NULL DEFAULT statement_timestamp(),
    PRIMARY KEY (tx, id)
);

-- The table is a queue, empty most of the time: every row is deleted within milliseconds. So dead rows must be
-- cleaned up by their number and not by their share of the table, and without pauses. The file is not
-- truncated: that needs a lock that blocks the writers, and the space is needed again.
ALTER TABLE order_change SET (
    autovacuum_vacuum_threshold = 1000,
    autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_insert_threshold = -1,
    autovacuum_analyze_threshold = 100000,
    autovacuum_vacuum_cost_delay = 0,
    vacuum_truncate = false
);

-- The term of the relay that leads: one row, written by elections only.
CREATE TABLE IF NOT EXISTS order_relay (
    single      boolean PRIMARY KEY DEFAULT true CHECK (single),
    term        bigint  NOT NULL DEFAULT 0,
    namespace   text,   -- of the cache to which its relay applies changes
    longest_log bigint  NOT NULL DEFAULT 1000000 -- the number of rows after which the log is closed
);
INSERT INTO order_relay DEFAULT VALUES ON CONFLICT DO NOTHING;

-- The relay's progress: the newest row counts, and its predecessor is deleted with it. Rows are added and not
-- updated, see acknowledge.sql.
CREATE TABLE IF NOT EXISTS order_relay_progress (
    id     bigint      PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    term   bigint      NOT NULL,
    seq    bigint      NOT NULL,
    log    text        NOT NULL, -- names the log to whose transactions the floor refers
    floor  pg_snapshot NOT NULL, -- all rows that are visible in it were relayed
    logged bigint      NOT NULL  -- the last id that the log had assigned then, approximately
);
ALTER TABLE order_relay_progress SET (
    autovacuum_vacuum_threshold = 1000,
    autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_insert_threshold = -1,
    autovacuum_analyze_threshold = 100000,
    autovacuum_vacuum_cost_delay = 0,
    vacuum_truncate = false
);

-- Closes the log: while there is a row that is not reopened, writers log nothing, because no relay has read for
-- so long that everything counts as changed. The next relay reopens it, and deletes the row once all
-- transactions that may have seen it closed have ended, see JdbiLeadership.
CREATE TABLE IF NOT EXISTS order_log_closed (
    id       bigint  PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    reopened boolean NOT NULL DEFAULT false,
    logged   bigint  NOT NULL DEFAULT 0 -- the last id that the log had assigned when it was reopened
);

-- Every change raises the version by one, and a statement cannot set it, because it identifies the change. The
-- time of the change is kept if the statement sets one of its own, as imports do.
CREATE OR REPLACE FUNCTION order_next_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.${version} := OLD.${version} + 1;
    IF NEW.${updated_at} IS NOT DISTINCT FROM OLD.${updated_at} THEN
        NEW.${updated_at} := statement_timestamp();
    END IF;
    RETURN NEW;
END
$$;

-- Closes the log if it has grown too long without a relay. Checked once in 1,024 ids, by the writer that gets
-- that one. Two writers that check at the same time both close it, so that neither waits.
CREATE OR REPLACE FUNCTION order_log_close() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO order_log_closed (reopened)
    SELECT false
    FROM order_relay
    WHERE single
      AND current_setting('transaction_isolation') = 'read committed'
      AND NOT EXISTS (SELECT FROM order_log_closed WHERE id > 0 AND NOT reopened)
      AND lastval() - greatest(
              (SELECT logged FROM order_relay_progress ORDER BY id DESC LIMIT 1),
              (SELECT max(logged) FROM order_log_closed WHERE id > 0), 0) > longest_log;
END
$$;

-- One function per kind of statement, because a transition table exists only where its trigger declares it.
-- Each logs all rows of a statement at once, in the schema that the function is in now. With a path fixed when
-- it was created, all writers would stop once the schema is renamed or, if another schema gets its name, their
-- changes would be logged there. The schema of the orders would be quicker to find, by 20 µs a statement, but
-- their owner may move them to a schema that has a table with the log's name and a trigger, which would run
-- with the privileges of the log's owner. For the same reason operators have arguments of exactly their types,
-- so that no other operator of the same name is preferred. The fixed path counts for a snapshot that is older
-- than the trigger.
--
-- They log nothing while the log is closed. Only a READ COMMITTED transaction may rely on seeing it closed: its
-- snapshot is current, and the relay waits for its end. An older one may show a log closed that was reopened
-- long ago.
CREATE OR REPLACE FUNCTION order_log_insert() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    order_log_rows bigint;
BEGIN
    PERFORM pg_catalog.set_config(
        'search_path', pg_catalog.concat('pg_catalog, ', pronamespace::regnamespace, ', pg_temp'), true)
    FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid WHERE tgrelid = TG_RELID AND tgname = TG_NAME;
    IF current_setting('transaction_isolation') = 'read committed'
            AND EXISTS (SELECT FROM order_log_closed WHERE id > 0 AND NOT reopened) THEN
        RETURN NULL;
    END IF;
    INSERT INTO order_change (order_id, version, old_status, new_status)
    SELECT ${id}, ${version}, NULL, ${status} FROM new_orders;
    GET DIAGNOSTICS order_log_rows = ROW_COUNT;
    IF (CASE WHEN order_log_rows > 0 THEN lastval() % 1024::bigint < order_log_rows END) THEN
        PERFORM order_log_close();
    END IF;
    RETURN NULL;
END
$$;

-- An order whose key was changed is logged as deleted under the old and inserted under the new one.
CREATE OR REPLACE FUNCTION order_log_update() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    order_log_rows bigint;
BEGIN
    PERFORM pg_catalog.set_config(
        'search_path', pg_catalog.concat('pg_catalog, ', pronamespace::regnamespace, ', pg_temp'), true)
    FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid WHERE tgrelid = TG_RELID AND tgname = TG_NAME;
    IF current_setting('transaction_isolation') = 'read committed'
            AND EXISTS (SELECT FROM order_log_closed WHERE id > 0 AND NOT reopened) THEN
        RETURN NULL;
    END IF;
    INSERT INTO order_change (order_id, version, old_status, new_status)
    SELECT coalesce(n.${id}, o.${id}), coalesce(n.${version}, o.${version}),
           o.${status}, n.${status}
    FROM old_orders o FULL JOIN new_orders n ON n.${id} = o.${id};
    GET DIAGNOSTICS order_log_rows = ROW_COUNT;
    IF (CASE WHEN order_log_rows > 0 THEN lastval() % 1024::bigint < order_log_rows END) THEN
        PERFORM order_log_close();
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION order_log_delete() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    order_log_rows bigint;
BEGIN
    PERFORM pg_catalog.set_config(
        'search_path', pg_catalog.concat('pg_catalog, ', pronamespace::regnamespace, ', pg_temp'), true)
    FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid WHERE tgrelid = TG_RELID AND tgname = TG_NAME;
    IF current_setting('transaction_isolation') = 'read committed'
            AND EXISTS (SELECT FROM order_log_closed WHERE id > 0 AND NOT reopened) THEN
        RETURN NULL;
    END IF;
    INSERT INTO order_change (order_id, version, old_status, new_status)
    SELECT ${id}, ${version}, ${status}, NULL FROM old_orders;
    GET DIAGNOSTICS order_log_rows = ROW_COUNT;
    IF (CASE WHEN order_log_rows > 0 THEN lastval() % 1024::bigint < order_log_rows END) THEN
        PERFORM order_log_close();
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION order_log_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_catalog.set_config(
        'search_path', pg_catalog.concat('pg_catalog, ', pronamespace::regnamespace, ', pg_temp'), true)
    FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid WHERE tgrelid = TG_RELID AND tgname = TG_NAME;
    INSERT INTO order_change DEFAULT VALUES;
    RETURN NULL;
END
$$;

-- For the rows that logical replication applies: it fires no statement triggers.
CREATE OR REPLACE FUNCTION order_log_replicated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_catalog.set_config(
        'search_path', pg_catalog.concat('pg_catalog, ', pronamespace::regnamespace, ', pg_temp'), true)
    FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid WHERE tgrelid = TG_RELID AND tgname = TG_NAME;
    IF current_setting('transaction_isolation') = 'read committed'
            AND EXISTS (SELECT FROM order_log_closed WHERE id > 0 AND NOT reopened) THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.${id} = OLD.${id} THEN
        INSERT INTO order_change (order_id, version, old_status, new_status)
        VALUES (NEW.${id}, NEW.${version}, OLD.${status}, NEW.${status});
    ELSIF TG_OP IN ('UPDATE', 'DELETE') THEN
        INSERT INTO order_change (order_id, version, old_status, new_status)
        VALUES (OLD.${id}, OLD.${version}, OLD.${status}, NULL);
    END IF;
    IF TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND NEW.${id} <> OLD.${id} THEN
        INSERT INTO order_change (order_id, version, old_status, new_status)
        VALUES (NEW.${id}, NEW.${version}, NULL, NEW.${status});
    END IF;
    IF lastval() % 1024::bigint < 2 THEN -- an update may have logged two rows
        PERFORM order_log_close();
    END IF;
    RETURN NULL;
END
$$;

-- The log is written with the privileges of its owner, so that a role that may write orders needs none of its
-- own on it and cannot write them unlogged for the lack of one. Such functions need a search path of their own,
-- which ends with the function. It has pg_catalog first and the temporary schema last, because that is searched
-- first where it is not named: so no role can put a table of its own in the log's place. No other role may
-- attach the functions to another table and so forge log rows.
DO $$
DECLARE
    logger regprocedure;
BEGIN
    FOREACH logger IN ARRAY ARRAY[
        'order_log_insert()', 'order_log_update()', 'order_log_delete()', 'order_log_truncate()',
        'order_log_replicated()']::regprocedure[]
    LOOP
        EXECUTE format('ALTER FUNCTION %s SECURITY DEFINER SET search_path = pg_catalog, %I, pg_temp',
                       logger, current_schema());
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', logger);
    END LOOP;
END
$$;

CREATE OR REPLACE TRIGGER order_next_version BEFORE UPDATE ON ${orders}
    FOR EACH ROW EXECUTE FUNCTION order_next_version();
CREATE OR REPLACE TRIGGER order_log_insert AFTER INSERT ON ${orders}
    REFERENCING NEW TABLE AS new_orders
    FOR EACH STATEMENT EXECUTE FUNCTION order_log_insert();
CREATE OR REPLACE TRIGGER order_log_update AFTER UPDATE ON ${orders}
    REFERENCING OLD TABLE AS old_orders NEW TABLE AS new_orders
    FOR EACH STATEMENT EXECUTE FUNCTION order_log_update();
CREATE OR REPLACE TRIGGER order_log_delete AFTER DELETE ON ${orders}
    REFERENCING OLD TABLE AS old_orders
    FOR EACH STATEMENT EXECUTE FUNCTION order_log_delete();
CREATE OR REPLACE TRIGGER order_log_truncate AFTER TRUNCATE ON ${orders}
    FOR EACH STATEMENT EXECUTE FUNCTION order_log_truncate();
CREATE OR REPLACE TRIGGER order_log_replicated AFTER INSERT OR UPDATE OR DELETE ON ${orders}
    FOR EACH ROW EXECUTE FUNCTION order_log_replicated();

-- A session whose session_replication_role is "replica", as that of logical replication, fires only
-- triggers enabled ALWAYS or as REPLICA. There rows are logged one by one, everywhere else by
-- statement: each change exactly once.
ALTER TABLE ${orders} ENABLE ALWAYS TRIGGER order_next_version;
ALTER TABLE ${orders} ENABLE ALWAYS TRIGGER order_log_truncate;
ALTER TABLE ${orders} ENABLE REPLICA TRIGGER order_log_replicated;
