-- Made by flinkmc job, checksum 0350e1b0b6001441.
-- orders_sink to MaxCompute, for Flink 1.17. Run it with run.sh, which puts what the environment says in the place of
-- ${ODPS_ACCESS_ID}, ${ODPS_ACCESS_KEY}.

-- what the job is called in Flink's web page
SET 'pipeline.name' = 'orders_sink to MaxCompute';

-- rows are committed at every checkpoint, while the job runs
SET 'execution.runtime-mode' = 'streaming';

-- rows are committed at checkpoints; more often than every three minutes is too often for MaxCompute
SET 'execution.checkpointing.interval' = '4 min';

-- a checkpoint waits for the commit of its rows, which may take 10 min ('upsert.commit.timeout')
SET 'execution.checkpointing.timeout' = '20 min';

-- one slow commit is no reason to start the job again
SET 'execution.checkpointing.tolerable-failed-checkpoints' = '3';

-- every source ends, so run.sh waits and sees whether the job failed; not for a source without end
SET 'table.dml-sync' = 'true';

-- a job that fails says so, and does not begin again; for a job that stays, leave this out
SET 'restart-strategy.type' = 'none';

CREATE TABLE orders_sink (
  order_id BIGINT,
  customer STRING,            -- may be empty
  amount DECIMAL(10, 2),
  paid BOOLEAN,
  updated TIMESTAMP_LTZ(9),
  ds STRING,
  hh STRING,
  PRIMARY KEY (order_id) NOT ENFORCED
) PARTITIONED BY (ds, hh)
WITH (
  'connector' = 'maxcompute',
  'odps.project.name' = 'shop',
  'odps.end.point' = 'http://service.cn-beijing-vpc.maxcompute.aliyun-inc.com/api',
  -- no secret is written into a file: run.sh takes it from the environment
  'odps.access.id' = '${ODPS_ACCESS_ID}',
  -- no secret is written into a file: run.sh takes it from the environment
  'odps.access.key' = '${ODPS_ACCESS_KEY}',
  'table.name' = 'orders',
  'sink.operation' = 'upsert',
  -- 12 buckets are a whole multiple of 4, not of 5: every subtask writes as many buckets
  'sink.parallelism' = '4',
  -- the table orders_sink writes has 12 buckets, and both must agree
  'upsert.write.bucket.num' = '12'
);

-- 100 made-up rows for orders_sink, since no INSERT was given. Put your own source and INSERT here.
CREATE TEMPORARY TABLE `orders_sink_source` (
  `order_id` BIGINT,
  `customer` STRING,
  `amount` DECIMAL(10, 2),
  `paid` BOOLEAN,
  `updated` TIMESTAMP_LTZ(9)
) WITH (
  'connector' = 'datagen',
  -- a source that ends: take yours when the trial has gone well
  'number-of-rows' = '100',
  'fields.order_id.kind' = 'sequence',
  'fields.order_id.start' = '1',
  'fields.order_id.end' = '100',
  'fields.customer.length' = '8',
  'fields.amount.min' = '0',
  'fields.amount.max' = '1000'
);

INSERT INTO `orders_sink`
SELECT `order_id`, `customer`, `amount`, `paid`, `updated`, '20240101' AS `ds`, '00' AS `hh`
FROM `orders_sink_source`;
