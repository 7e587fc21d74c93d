-- Made by flinkmc job, checksum 362df02d4afabd36.
SET odps.sql.type.system.odps2=true;
SET odps.sql.decimal.odps2=true;

-- Assumed: a standard table: the sink only appends and has no key.
CREATE TABLE IF NOT EXISTS `clicks` (
  `user_id` BIGINT,
  `page` STRING
);

CREATE TABLE IF NOT EXISTS `users` (
  `user_id` BIGINT NOT NULL,
  `clicks` BIGINT,
  PRIMARY KEY (`user_id`)
)
TBLPROPERTIES ('transactional' = 'true', 'write.bucket.num' = '16', 'acid.data.retain.hours' = '24');
