-- Made by flinkmc job, checksum 57cca07469ddf9fb.
SET odps.sql.type.system.odps2=true;
SET odps.sql.decimal.odps2=true;

CREATE TABLE IF NOT EXISTS `heroes` (
  `c1` INT NOT NULL,
  `c2` STRING,
  `gt` TIMESTAMP,
  PRIMARY KEY (`c1`)
)
PARTITIONED BY (`ds` STRING)
TBLPROPERTIES ('transactional' = 'true', 'write.bucket.num' = '64', 'acid.data.retain.hours' = '24');
