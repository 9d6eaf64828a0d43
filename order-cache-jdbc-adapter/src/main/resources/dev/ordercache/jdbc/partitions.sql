-- The tables besides the table itself whose rows are orders, their files, and which transaction attached each:
-- one that was detached, changed and attached again is the same table in the same file. Null if there are
-- none. Read from the catalogue, because pg_partition_tree() locks all of them, and would wait for a
-- transaction that truncates one. A part of other statements.
WITH RECURSIVE tree AS (
    SELECT inhrelid, xmin AS attached FROM pg_inherits WHERE inhparent = '${orders}'::regclass AND NOT inhdetachpending
    UNION ALL
    SELECT child.inhrelid, child.xmin
    FROM tree
    JOIN pg_class AS parent ON parent.oid = tree.inhrelid AND parent.relhassubclass
    JOIN pg_inherits AS child ON child.inhparent = parent.oid AND NOT child.inhdetachpending
)
SELECT string_agg(concat(oid, ' ', relfilenode, ' ', attached), ',' ORDER BY oid)
FROM tree JOIN pg_class ON oid = inhrelid
