-- Made by flinkmc job, checksum 49136072cdb3c2d7.
-- heroes_sink to MaxCompute, for Flink 1.17. Run it with run.sh, which puts what the environment says in the place of
-- ${ODPS_ACCESS_ID}, ${ODPS_ACCESS_KEY}.

-- what the job is called in Flink's web page
SET 'pipeline.name' = 'heroes_sink to MaxCompute';

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

-- heroes was a source of 'faker', which only managed Flink ships: 'datagen' makes rows like its
CREATE TEMPORARY TABLE heroes (
  c1 INT,
  c2 VARCHAR,
  gt AS CURRENT_TIMESTAMP
) WITH (
  -- 'faker' ships with managed Flink only
  'connector' = 'datagen',
  -- faker had no end; a job for a first run has one
  'number-of-rows' = '100',
  'rows-per-second' = '100',
  -- was #{number.numberBetween '0','1000'}
  'fields.c1.min' = '0',
  'fields.c1.max' = '999',
  -- was #{superhero.name}
  'fields.c2.length' = '12'
);

CREATE TEMPORARY TABLE heroes_sink (
  c1 INT,
  c2 VARCHAR,
  gt TIMESTAMP,
  ds VARCHAR,
  PRIMARY KEY (c1) NOT ENFORCED
) PARTITIONED BY (ds)
WITH (
  'connector' = 'maxcompute',
  'table.name' = 'heroes',
  'sink.operation' = 'upsert',
  -- no secret is written into a file: run.sh takes it from the environment
  'odps.access.id' = '${ODPS_ACCESS_ID}',
  -- no secret is written into a file: run.sh takes it from the environment
  'odps.access.key' = '${ODPS_ACCESS_KEY}',
  'odps.end.point' = 'http://service.cn-beijing-vpc.maxcompute.aliyun-inc.com/api',
  'odps.project.name' = 'shop',
  'upsert.write.bucket.num' = '64'
);

INSERT INTO heroes_sink
SELECT c1, c2, gt, DATE_FORMAT(gt, 'yyyyMMddHH') AS ds
FROM heroes;
