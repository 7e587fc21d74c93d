-- Made by flinkmc job, checksum 6e210bd9380fd321.
-- clicks_sink, users_sink to MaxCompute, for Flink 1.17. Run it with run.sh, which puts what the environment says in
-- the place of ${ODPS_ACCESS_ID}, ${ODPS_ACCESS_KEY}, ${ODPS_ENDPOINT}.

-- what the job is called in Flink's web page
SET 'pipeline.name' = 'clicks_sink, users_sink to MaxCompute';

-- rows are committed at every checkpoint, while the job runs
SET 'execution.runtime-mode' = 'streaming';

-- rows are committed at checkpoints; more often than every three minutes is too often for MaxCompute; it was 1 min
SET 'execution.checkpointing.interval' = '4 min';

-- a checkpoint waits for the commit of its rows, which may take 30 min ('upsert.commit.timeout')
SET 'execution.checkpointing.timeout' = '60 min';

-- one slow commit is no reason to start the job again
SET 'execution.checkpointing.tolerable-failed-checkpoints' = '3';

-- yours
SET 'table.local-time-zone' = 'Asia/Shanghai';

CREATE TABLE clicks (
  user_id BIGINT,
  page STRING,
  seen AS PROCTIME()
) WITH ('connector' = 'datagen', 'rows-per-second' = '5', 'fields.user_id.min' = '1', 'fields.user_id.max' = '9');

CREATE VIEW known_clicks AS SELECT user_id, page FROM clicks WHERE user_id > 0;

CREATE TABLE clicks_sink (
  user_id BIGINT,
  page STRING
) WITH (
  'connector' = 'maxcompute',
  'odps.project.name' = 'shop',
  'odps.end.point' = '${ODPS_ENDPOINT}',
  'table.name' = 'clicks',
  -- the connector requires it
  'odps.access.id' = '${ODPS_ACCESS_ID}',
  -- the connector requires it
  'odps.access.key' = '${ODPS_ACCESS_KEY}'
);

CREATE TABLE users_sink (
  user_id BIGINT,
  clicks BIGINT,
  PRIMARY KEY (user_id) NOT ENFORCED
) WITH (
  'connector' = 'maxcompute',
  'odps.project.name' = 'shop',
  'odps.access.id' = '${ODPS_ACCESS_ID}',
  'odps.access.key' = '${ODPS_ACCESS_KEY}',
  'odps.end.point' = '${ODPS_ENDPOINT}',
  'table.name' = 'users',
  'sink.operation' = 'upsert',
  'upsert.commit.timeout' = '1800',
  -- 16 is what MaxCompute gives a table that names no count
  'upsert.write.bucket.num' = '16'
);

-- one job for all of them
BEGIN STATEMENT SET;

INSERT INTO clicks_sink SELECT user_id, page FROM known_clicks;

INSERT INTO users_sink SELECT user_id, COUNT(*) FROM clicks GROUP BY user_id;

END;
