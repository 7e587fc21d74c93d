-- What job.sql writes: orders by key, their events by day.
SET odps.sql.type.system.odps2=true;
SET odps.sql.decimal.odps2=true;

CREATE TABLE IF NOT EXISTS orders (
  order_id BIGINT NOT NULL,
  customer STRING,
  amount DECIMAL(18,2),
  tags ARRAY<STRING>,
  state STRING,
  event_time DATETIME,
  PRIMARY KEY (order_id)
)
COMMENT 'The latest state of each order'
TBLPROPERTIES ('transactional' = 'true', 'write.bucket.num' = '16', 'acid.data.retain.hours' = '24');

CREATE TABLE IF NOT EXISTS order_events (
  order_id BIGINT,
  customer STRING,
  amount DECIMAL(18,2),
  state STRING,
  event_time DATETIME
)
COMMENT 'Every event of every order'
PARTITIONED BY (ds STRING)
LIFECYCLE 90;
