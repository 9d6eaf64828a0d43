-- Orders with all their columns, in the order in which OrderRows reads them. A part of other
-- statements.
SELECT ${id}, ${number}::text, ${status}::text, ${version}, ${customer}::text, ${product}::text,
       ${quantity}, ${price}, ${currency}::text, ${priority}, ${assignee}::text, ${due_at},
       ${created_at}, ${updated_at}
FROM ${orders}
