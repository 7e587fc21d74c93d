-- The job of managed Flink: a faker source, an upsert sink partitioned by hour.
CREATE TEMPORARY TABLE fake_src_table (
  c1 INT,
  c2 VARCHAR,
  gt AS CURRENT_TIMESTAMP
) WITH (
  'connector' = 'faker',
  'rows-per-second' = '100',
  'fields.c1.expression' = '#{number.numberBetween ''0'',''1000''}',
  'fields.c2.expression' = '#{superhero.name}'
);

CREATE TEMPORARY TABLE test_c_d_g (
  c1 INT,
  c2 VARCHAR,
  gt TIMESTAMP,
  ds VARCHAR,
  PRIMARY KEY (c1) NOT ENFORCED
) PARTITIONED BY (ds)
WITH (
  'connector' = 'maxcompute',
  'odps.project.name' = 'mf_mc_bj',
  'odps.end.point' = 'http://service.cn-beijing.maxcompute.aliyun.com/api',
  'odps.access.id' = 'LTAI****************',
  'odps.access.key' = '********************',
  'table.name' = 'mf_flink_upsert',
  'sink.operation' = 'upsert',
  'upsert.write.bucket.num' = '64'
);

INSERT INTO test_c_d_g
SELECT c1, c2, gt, DATE_FORMAT(gt, 'yyyyMMddHH') AS ds
FROM fake_src_table;
