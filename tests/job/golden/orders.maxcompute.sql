-- Made by flinkmc job, checksum 0da242d3471bac00.
SET odps.sql.type.system.odps2=true;
SET odps.sql.decimal.odps2=true;

-- orders, as a.sql has it
CREATE TABLE IF NOT EXISTS orders (
  order_id BIGINT NOT NULL,
  customer STRING,
  amount DECIMAL(10, 2),
  paid BOOLEAN,
  updated TIMESTAMP,
  PRIMARY KEY (order_id)
)
PARTITIONED BY (ds STRING, hh STRING)
TBLPROPERTIES ("transactional" = "true", "write.bucket.num" = "12");
