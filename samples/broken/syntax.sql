-- Each of these stops a different parser: a reserved word, a missing quote mark, a bracket that is never closed.
CREATE TABLE events (
  id BIGINT,
  order STRING,
  payload TEXT
) WITH (
  'connector' = 'datagen'
);

CREATE TABLE totals (
  id BIGINT,
  total INT(11),
  note STRING COMMENT "double quotes"
) WITH (
  'connector' = 'print'
);

CREATE TABLE never_closed (
  id BIGINT,
  name STRING
WITH (
  'connector' = 'print'
);

INSERT INTO events SELECT 1,
