-- Made by flinkmc job, checksum b12492806e4b3d66.
SET odps.sql.type.system.odps2=true;
SET odps.sql.decimal.odps2=true;

CREATE TABLE IF NOT EXISTS `everything` (
  `id` STRING NOT NULL,
  `tiny` TINYINT,
  `small` SMALLINT,
  `whole` INT,
  `big` BIGINT,
  `approximate` FLOAT,
  `double_one` DOUBLE,
  `exact` DECIMAL(4,4),
  `money` DECIMAL(38,18),
  `fixed` CHAR(3),
  `short` VARCHAR(5),
  `yes` BOOLEAN,
  `day` DATE,
  `seen` DATETIME,
  `sharp` TIMESTAMP,
  `instant` DATETIME,
  `exact_instant` TIMESTAMP,
  `raw_bytes` BINARY NOT NULL,
  `few_bytes` BINARY,
  `numbers` ARRAY<INT>,
  `words` MAP<STRING,BIGINT>,
  `nested` STRUCT<`a`:INT,`b`:STRING,`c`:ARRAY<STRUCT<`d`:DECIMAL(4,2),`e`:VARCHAR(3)>>>,
  `bytes_inside` STRUCT<`f`:BINARY,`g`:INT>,
  `a ``strange'' name` INT,
  PRIMARY KEY (`id`)
)
PARTITIONED BY (`dd` STRING, `hour_of_day` TINYINT, `region` CHAR(2))
TBLPROPERTIES ('transactional' = 'true', 'write.bucket.num' = '16', 'acid.data.retain.hours' = '24');
