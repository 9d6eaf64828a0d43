-- Names the log where the transactions of a floor mean something: in this very cluster, database and table. A
-- part of other statements.
SELECT concat_ws('.',
           (SELECT system_identifier FROM pg_control_system()),
           (SELECT oid FROM pg_database WHERE datname = current_database()),
           'order_change'::regclass::oid) AS name
