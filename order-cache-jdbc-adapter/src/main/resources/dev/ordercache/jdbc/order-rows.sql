-- Orders with all that is known of them, in the order in which OrderRows takes the columns. A part of
-- other statements.
SELECT ${id}, ${number}::text, ${status}::text, ${version}, ${customer}::text, ${product}::text,
       ${quantity}, ${price}, ${currency}::text, ${priority}, ${assignee}::text, ${due_at},
       ${created_at}, ${updated_at}
FROM ${orders}
