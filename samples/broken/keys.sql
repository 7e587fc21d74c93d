-- An upsert without a key, a key that no column has, a type that MaxCompute lacks, a secret in clear.
CREATE TABLE no_key (
  id BIGINT,
  at_time TIME
) WITH (
  'connector' = 'maxcompute',
  'odps.project.name' = 'shop',
  'odps.end.point' = 'https://service.cn-hangzhou-vpc.maxcompute.aliyun-inc.com',
  'odps.access.id' = 'LTAI5tExampleExampleExam',
  'odps.access.key' = 'NotARealSecretOnlyAnExampleOfOne',
  'table.name' = 'no_key',
  'sink.operation' = 'upsert',
  'upsert.write.bucket.num' = '16'
);

CREATE TABLE wrong_key (
  id BIGINT,
  PRIMARY KEY (ID) NOT ENFORCED
) PARTITIONED BY (ds)
WITH (
  'connector' = 'maxcompute',
  'odps.project.name' = 'shop',
  'odps.end.point' = 'https://service.cn-hangzhou-vpc.maxcompute.aliyun-inc.com/api',
  'odps.access.id' = '${ODPS_ACCESS_ID}',
  'odps.access.key' = '${ODPS_ACCESS_KEY}',
  'table.name' = 'wrong_key'
);
