-- Inserts demonstration orders: parameter 1 is their number, parameter 2 the current day.
--
-- The same parameters give the same orders. Of 200,000 or more there are about 5,000 in
-- MANUFACTURING_APPROVED, 3,000 in each of the other operators' statuses, 4,500 in the early ones and
-- 2,000 SHIPPED; of fewer, the same shares. All others are CLOSED. Ids and creation times ascend
-- together. Open orders are scattered among the newest, as many closed ones between them, so that
-- the pages of one status are not neighbours on the disk. They are due from a few days ago to a few
-- weeks ahead; closed orders were due in the past. Orders past MANUFACTURING_APPROVED have an
-- assignee.
--
-- OFFSET 0 keeps PostgreSQL from computing the same expression again wherever its result is used.
WITH parameters AS (
  SELECT ?::bigint AS n, ?::timestamptz AS today
), shares (place, at_most) AS (
  VALUES (1, 500), (2, 800), (3, 1200), (4, 2000), (5, 5000), (6, 3000), (7, 3000), (8, 3000), (9, 2000)
), quotas AS (
  SELECT place, least(at_most, ceil(n * at_most / 200000.0))::bigint AS quota FROM parameters, shares
), ends AS (
  SELECT place, (sum(quota) OVER (ORDER BY place))::bigint AS place_end FROM quotas
), ranges AS MATERIALIZED (
  -- draws below the first end are in place 1, and so on; those above the last in place 10
  SELECT n, today, array_agg(place_end ORDER BY place) AS place_ends,
    least(n, 2 * max(place_end)) AS newest
  FROM parameters, ends GROUP BY n, today
), drawn AS (
  -- 1000003 is prime, so the product visits every remainder once: a shuffle without a sort
  SELECT id, n - id AS age, n, today, newest,
    CASE WHEN n - id < newest THEN 1 + width_bucket((n - id) * 1000003 % newest, place_ends)
      ELSE 10 END AS place,
    hashint8extended(id, 1) & 2147483647 AS a, hashint8extended(id, 2) & 2147483647 AS b
  FROM ranges, generate_series(1, n) AS id
  OFFSET 0
), dated AS (
  SELECT drawn.*, today - CASE
      WHEN age < newest THEN interval '45 days' * ((age + a % 100 / 100::float8) / newest)
      ELSE interval '45 days'
        + interval '1050 days' * ((age - newest + a % 100 / 100::float8) / (n - newest))
    END AS created
  FROM drawn
  OFFSET 0
), due AS (
  SELECT dated.*,
    (ARRAY[1, 2, 5, 10, 20, 25, 50, 100, 250, 500])[1 + a / 3 % 10] AS quantity,
    CASE
      WHEN place >= 9 THEN
        created + least(today - created, interval '30 days') * (0.2 + b % 800 / 1000::float8)
      WHEN place >= 5 THEN
        greatest(created + interval '2 days', today + interval '1 minute' * (b % 20160 - 4320))
      ELSE today + interval '5 days' + interval '1 minute' * (b % 36000)
    END AS due
  FROM dated
  OFFSET 0
)
INSERT INTO orders (id, number, status, version, customer, product, quantity, price, currency,
  priority, assignee, due_at, created_at, updated_at)
OVERRIDING SYSTEM VALUE
SELECT id,
  'A-' || to_char(created AT TIME ZONE 'UTC', 'YYYY') || '-'
    || lpad(id::text, greatest(6, length(id::text)), '0'),
  (ARRAY['INITIATED', 'FILE_UPLOADED', 'SUBMITTED', 'PRICE_CALCULATED', 'MANUFACTURING_APPROVED',
    'MANUFACTURING_STARTED', 'MANUFACTURING_COMPLETED', 'PACKAGING', 'SHIPPED', 'CLOSED'])[place],
  place,
  (ARRAY['Aster', 'Borealis', 'Cormorant', 'Delta', 'Elbe', 'Falke', 'Granit', 'Hansa', 'Isar',
    'Juniper', 'Kestrel', 'Lumen', 'Meridian', 'Nordlicht', 'Orion', 'Polar'])[1 + a / 7 % 16]
    || ' '
    || (ARRAY['Aerospace', 'Automotive', 'Dental', 'Energy', 'Instruments', 'Marine', 'Medical',
      'Optics', 'Pumps', 'Rail', 'Robotics', 'Tooling'])[1 + a / 131 % 12]
    || ' '
    || (ARRAY['GmbH', 'Ltd', 'Inc', 'AG', 'SA'])[1 + a / 7 % 5],
  (ARRAY['Bearing housing', 'Bevel gear', 'Bracket', 'Cable duct', 'Clamp ring', 'Coupling sleeve',
    'Drive shaft', 'End cap', 'Flange', 'Guide rail', 'Heat sink', 'Hydraulic manifold', 'Impeller',
    'Lens mount', 'Nozzle', 'Pump casing', 'Sensor housing', 'Spacer', 'Turbine blade',
    'Valve body'])[1 + b / 11 % 20]
    || (ARRAY[' M4', ' M6', ' M8', ' 20 mm', ' 40 mm', ' 80 mm'])[1 + b / 223 % 6]
    || (ARRAY[', aluminium', ', brass', ', PA12', ', stainless steel', ', titanium'])[1 + b / 1361 % 5],
  quantity,
  quantity * (150 + b % 24850) / 100.0,
  (ARRAY['EUR', 'EUR', 'EUR', 'EUR', 'USD', 'USD', 'GBP', 'CHF'])[1 + a / 7 % 8],
  CASE WHEN a % 100 < 3 THEN 5 WHEN a % 100 < 15 THEN 4 WHEN a % 100 < 75 THEN 3
    WHEN a % 100 < 92 THEN 2 ELSE 1 END,
  CASE WHEN place >= 6 THEN (ARRAY['a.keller', 'b.okafor', 'c.moreau', 'd.novak', 'e.lindqvist',
    'f.rossi', 'g.tanaka', 'h.silva', 'i.petrov', 'j.murphy', 'k.yilmaz', 'l.fischer'])
    [1 + b / 5 % 12] END,
  due,
  created,
  CASE WHEN place >= 9 THEN least(today, due + interval '1 minute' * (a % 2880))
    ELSE created + (today - created) * (b % 1000 / 1000::float8) END
FROM due
