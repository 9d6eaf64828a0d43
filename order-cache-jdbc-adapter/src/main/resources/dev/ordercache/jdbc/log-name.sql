-- Names the log to which the transactions of a floor refer: this cluster, database and table. A part of other
-- statements.
SELECT concat_ws('.',
           (SELECT system_identifier FROM pg_control_system()),
           (SELECT oid FROM pg_database WHERE datname = current_database()),
           'order_change'::regclass::oid) AS name
