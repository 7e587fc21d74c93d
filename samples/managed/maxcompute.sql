-- The table of faker.sql.
SET odps.sql.type.system.odps2=true;

CREATE TABLE mf_flink_upsert (
  c1 INT NOT NULL,
  c2 STRING,
  gt TIMESTAMP,
  PRIMARY KEY (c1)
)
PARTITIONED BY (ds STRING)
TBLPROPERTIES (
  "transactional" = "true",
  "write.bucket.num" = "64",
  "acid.data.retain.hours" = "12"
);
