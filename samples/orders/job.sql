-- Orders from an event stream into two MaxCompute tables: the latest state of each order, and all of its events.
SET 'pipeline.name' = 'orders to MaxCompute';
SET 'execution.checkpointing.interval' = '5 min';
SET 'execution.checkpointing.timeout' = '20 min';
SET 'table.local-time-zone' = 'Asia/Shanghai';

CREATE TABLE order_events (
  order_id BIGINT,
  customer STRING,
  amount DECIMAL(18, 2),
  tags ARRAY<STRING>,
  state STRING,
  event_time TIMESTAMP_LTZ(3),
  WATERMARK FOR event_time AS event_time - INTERVAL '5' SECOND
) WITH (
  'connector' = 'datagen',
  'rows-per-second' = '50',
  'number-of-rows' = '1000',
  'fields.order_id.min' = '1',
  'fields.order_id.max' = '200'
);

CREATE TABLE maxcompute_shop WITH (
  'connector' = 'maxcompute',
  'odps.project.name' = 'shop',
  'odps.end.point' = 'https://service.cn-hangzhou-vpc.maxcompute.aliyun-inc.com/api',
  'odps.access.id' = '${ODPS_ACCESS_ID}',
  'odps.access.key' = '${ODPS_ACCESS_KEY}'
);

CREATE TABLE orders_sink (
  order_id BIGINT NOT NULL,
  customer STRING,
  amount DECIMAL(18, 2),
  tags ARRAY<STRING>,
  state STRING,
  event_time TIMESTAMP_LTZ(3),
  PRIMARY KEY (order_id) NOT ENFORCED
) WITH (
  'table.name' = 'orders',
  'sink.operation' = 'upsert',
  'sink.parallelism' = '4',
  'upsert.write.bucket.num' = '16'
) LIKE maxcompute_shop;

CREATE TABLE order_events_sink (
  order_id BIGINT,
  customer STRING,
  amount DECIMAL(18, 2),
  state STRING,
  event_time TIMESTAMP_LTZ(3),
  ds STRING
) PARTITIONED BY (ds)
WITH (
  'table.name' = 'order_events',
  'sink.operation' = 'insert',
  'insert.writer.buffer-size' = '32 mb',
  'sink.dynamic-partition.limit' = '10'
) LIKE maxcompute_shop;

BEGIN STATEMENT SET;

INSERT INTO orders_sink
SELECT order_id, customer, amount, tags, state, event_time FROM order_events;

INSERT INTO order_events_sink
SELECT order_id, customer, amount, state, event_time, DATE_FORMAT(event_time, 'yyyyMMdd') FROM order_events;

END;
