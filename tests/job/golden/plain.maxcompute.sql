-- Made by flinkmc job, checksum e03675c7769ab95c.
SET odps.sql.type.system.odps2=true;
SET odps.sql.decimal.odps2=true;

-- Assumed: the partition column ds of sink.partition is a STRING: the Flink table has no such column.
-- Assumed: a standard table: the sink only appends and has no key.
CREATE TABLE IF NOT EXISTS `page_views` (
  `user_id` BIGINT,
  `page` VARCHAR(64) COMMENT 'without the host',
  `seen` DATETIME
)
PARTITIONED BY (`ds` STRING);
