-- Upsert sinks of a self-managed Flink cluster, as the connector's page registers them.
CREATE TABLE mf_flink (
  id BIGINT,
  name STRING,
  age INT,
  status BOOLEAN,
  PRIMARY KEY (id) NOT ENFORCED
) WITH (
  'connector' = 'maxcompute',
  'odps.project.name' = 'mf_mc_bj',
  'odps.end.point' = 'http://service.cn-beijing.maxcompute.aliyun.com/api',
  'odps.access.id' = 'LTAI****************',
  'odps.access.key' = '********************',
  'table.name' = 'mf_flink_tt',
  'sink.operation' = 'upsert'
);

CREATE TABLE mf_flink_part (
  id BIGINT,
  name STRING,
  age INT,
  status BOOLEAN,
  dd STRING,
  hh STRING,
  PRIMARY KEY (id) NOT ENFORCED
) PARTITIONED BY (dd, hh)
WITH (
  'connector' = 'maxcompute',
  'odps.project.name' = 'mf_mc_bj',
  'odps.end.point' = 'http://service.cn-beijing.maxcompute.aliyun.com/api',
  'odps.access.id' = 'LTAI****************',
  'odps.access.key' = '********************',
  'table.name' = 'mf_flink_tt_part',
  'sink.operation' = 'upsert'
);

INSERT INTO mf_flink VALUES (1, 'Danny', 27, false);
INSERT INTO mf_flink VALUES (1, 'Danny', 28, false);
INSERT INTO mf_flink_part VALUES (1, 'Danny', 27, false, '01', '01');
