-- Made by flinkmc job, checksum 21f4b801b81612d0.
-- page_views to MaxCompute, for Flink 1.17. Run it with run.sh, which puts what the environment says in the place of
-- ${ODPS_ACCESS_ID}, ${ODPS_ACCESS_KEY}.

-- what the job is called in Flink's web page
SET 'pipeline.name' = 'page_views to MaxCompute';

-- rows are committed at every checkpoint, while the job runs
SET 'execution.runtime-mode' = 'streaming';

-- rows are committed at checkpoints; more often than every three minutes is too often for MaxCompute
SET 'execution.checkpointing.interval' = '4 min';

-- a checkpoint waits for the commit of its rows
SET 'execution.checkpointing.timeout' = '20 min';

-- one slow commit is no reason to start the job again
SET 'execution.checkpointing.tolerable-failed-checkpoints' = '3';

-- every source ends, so run.sh waits and sees whether the job failed; not for a source without end
SET 'table.dml-sync' = 'true';

-- a job that fails says so, and does not begin again; for a job that stays, leave this out
SET 'restart-strategy.type' = 'none';

CREATE TABLE page_views (
  user_id BIGINT,
  page VARCHAR(64) COMMENT 'without the host',
  seen TIMESTAMP_LTZ(3)
) WITH (
  'connector' = 'maxcompute',
  'odps.project.name' = 'shop',
  'odps.end.point' = 'http://service.cn-beijing-vpc.maxcompute.aliyun-inc.com/api',
  'odps.access.id' = '${ODPS_ACCESS_ID}',
  'odps.access.key' = '${ODPS_ACCESS_KEY}',
  'table.name' = 'page_views',
  'sink.partition' = 'ds=20250131'
);

-- 100 made-up rows for page_views, since no INSERT was given. Put your own source and INSERT here.
CREATE TEMPORARY TABLE `page_views_source` (
  `user_id` BIGINT,
  `page` VARCHAR(64),
  `seen` TIMESTAMP_LTZ(3)
) WITH (
  'connector' = 'datagen',
  -- a source that ends: take yours when the trial has gone well
  'number-of-rows' = '100',
  'fields.user_id.min' = '1',
  'fields.user_id.max' = '1000',
  'fields.page.length' = '8'
);

INSERT INTO `page_views`
SELECT `user_id`, `page`, `seen`
FROM `page_views_source`;
