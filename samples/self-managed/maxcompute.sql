-- The two Delta tables that sinks.sql writes: one flat, one partitioned by day and hour.
SET odps.sql.type.system.odps2=true;

CREATE TABLE mf_flink_tt (
  id BIGINT NOT NULL,
  name STRING,
  age INT,
  status BOOLEAN,
  PRIMARY KEY (id)
)
TBLPROPERTIES (
  "transactional" = "true",
  "write.bucket.num" = "64",
  "acid.data.retain.hours" = "12"
);

CREATE TABLE mf_flink_tt_part (
  id BIGINT NOT NULL,
  name STRING,
  age INT,
  status BOOLEAN,
  PRIMARY KEY (id)
)
PARTITIONED BY (dd STRING, hh STRING)
TBLPROPERTIES (
  "transactional" = "true",
  "write.bucket.num" = "64",
  "acid.data.retain.hours" = "12"
);
