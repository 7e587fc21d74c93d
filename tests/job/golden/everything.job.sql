-- Made by flinkmc job, checksum 5475ff7914e96453.
-- everything to MaxCompute, for Flink 1.17. Run it with run.sh, which puts what the environment says in the place of
-- ${ODPS_ACCESS_ID}, ${ODPS_ACCESS_KEY}.

-- what the job is called in Flink's web page
SET 'pipeline.name' = 'everything to MaxCompute';

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

CREATE TABLE everything (
  id STRING,
  tiny TINYINT,
  small SMALLINT,
  whole INT,
  big BIGINT,
  approximate FLOAT,
  double_one DOUBLE,
  exact DECIMAL(4, 4),
  money DECIMAL(38, 18),
  fixed CHAR(3),
  short VARCHAR(5),
  yes BOOLEAN,
  `day` DATE,
  seen TIMESTAMP(3),
  sharp TIMESTAMP(9),
  instant TIMESTAMP_LTZ(3),
  exact_instant TIMESTAMP_LTZ(9),
  raw_bytes BYTES NOT NULL,
  few_bytes VARBINARY(4),
  numbers ARRAY<INT>,
  words MAP<STRING, BIGINT>,
  nested ROW<a INT, b STRING, c ARRAY<ROW<d DECIMAL(4, 2), e VARCHAR(3)>>>,
  bytes_inside ROW<f BYTES, g INT>,
  `a ``strange'' name` INT,
  twice AS big * 2,
  dd STRING,
  hour_of_day TINYINT,
  region CHAR(2),
  PRIMARY KEY (id) NOT ENFORCED
) PARTITIONED BY (dd, hour_of_day, region)
WITH (
  'connector' = 'maxcompute',
  'odps.project.name' = 'shop',
  'odps.end.point' = 'http://service.cn-beijing-vpc.maxcompute.aliyun-inc.com/api',
  'odps.access.id' = '${ODPS_ACCESS_ID}',
  'odps.access.key' = '${ODPS_ACCESS_KEY}',
  'table.name' = 'everything',
  'sink.operation' = 'upsert',
  'upsert.write.bucket.num' = '16'
);

-- 100 made-up rows for everything, since no INSERT was given. Put your own source and INSERT here.
CREATE TEMPORARY TABLE `everything_source` (
  `id` STRING,
  `tiny` TINYINT,
  `small` SMALLINT,
  `whole` INT,
  `big` BIGINT,
  `approximate` FLOAT,
  `double_one` DOUBLE,
  `exact` DECIMAL(4, 4),
  `money` DECIMAL(38, 18),
  `fixed` CHAR(3),
  `short` VARCHAR(5),
  `yes` BOOLEAN,
  `day` DATE,
  `seen` TIMESTAMP(3),
  `sharp` TIMESTAMP(9),
  `instant` TIMESTAMP_LTZ(3),
  `exact_instant` TIMESTAMP_LTZ(9),
  `raw_bytes` BYTES NOT NULL,
  `few_bytes` VARBINARY(4),
  `numbers` ARRAY<INT>,
  `words` MAP<STRING, BIGINT>,
  `nested` ROW<`a` INT, `b` STRING, `c` ARRAY<ROW<`d` DECIMAL(4, 2), `e` VARCHAR(3)>>>,
  `bytes_inside` ROW<`f` BYTES, `g` INT>,
  `a ``strange'' name` INT
) WITH (
  'connector' = 'datagen',
  -- a source that ends: take yours when the trial has gone well
  'number-of-rows' = '100',
  'fields.id.kind' = 'sequence',
  'fields.id.start' = '1',
  'fields.id.end' = '100',
  'fields.tiny.min' = '1',
  'fields.tiny.max' = '100',
  'fields.small.min' = '1',
  'fields.small.max' = '1000',
  'fields.whole.min' = '1',
  'fields.whole.max' = '1000',
  'fields.big.min' = '1',
  'fields.big.max' = '1000',
  'fields.approximate.min' = '0',
  'fields.approximate.max' = '1000',
  'fields.double_one.min' = '0',
  'fields.double_one.max' = '1000',
  'fields.exact.min' = '0',
  'fields.exact.max' = '1',
  'fields.money.min' = '0',
  'fields.money.max' = '1000',
  'fields.fixed.length' = '3',
  'fields.short.length' = '5',
  'fields.raw_bytes.length' = '8',
  'fields.few_bytes.length' = '4',
  'fields.numbers.element.min' = '1',
  'fields.numbers.element.max' = '1000',
  'fields.words.key.length' = '8',
  'fields.words.value.min' = '1',
  'fields.words.value.max' = '1000',
  'fields.nested.a.min' = '1',
  'fields.nested.a.max' = '1000',
  'fields.nested.b.length' = '8',
  'fields.nested.c.element.d.min' = '0',
  'fields.nested.c.element.d.max' = '99',
  'fields.nested.c.element.e.length' = '3',
  'fields.bytes_inside.f.length' = '8',
  'fields.bytes_inside.g.min' = '1',
  'fields.bytes_inside.g.max' = '1000',
  'fields.a `strange'''' name.min' = '1',
  'fields.a `strange'''' name.max' = '1000'
);

INSERT INTO `everything`
SELECT 
  `id`,
  `tiny`,
  `small`,
  `whole`,
  `big`,
  `approximate`,
  `double_one`,
  `exact`,
  `money`,
  `fixed`,
  `short`,
  `yes`,
  `day`,
  `seen`,
  `sharp`,
  `instant`,
  `exact_instant`,
  `raw_bytes`,
  `few_bytes`,
  `numbers`,
  `words`,
  `nested`,
  `bytes_inside`,
  `a ``strange'' name`,
  '20240101' AS `dd`,
  CAST(1 AS TINYINT) AS `hour_of_day`,
  'tr' AS `region`
FROM `everything_source`;
