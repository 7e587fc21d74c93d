-- A bucket count that differs from the table's, an option of another connector, a misspelt one, a unit in a bare number.
CREATE TABLE orders_sink (
  id BIGINT,
  total DECIMAL(18, 2),
  PRIMARY KEY (id) NOT ENFORCED
) WITH (
  'connector' = 'maxcompute',
  'odps.project.name' = 'shop',
  'endpoint' = 'https://service.cn-hangzhou-vpc.maxcompute.aliyun-inc.com/api',
  'odps.access.id' = '${ODPS_ACCESS_ID}',
  'odps.access.key' = '${ODPS_ACCESS_KEY}',
  'table.name' = 'orders',
  'sink.opration' = 'upsert',
  'upsert.commit.timeout' = '10 min',
  'upsert.write.bucket.num' = '32'
);

CREATE TABLE orders (
  id BIGINT NOT NULL,
  total DECIMAL(18, 2),
  PRIMARY KEY (id)
)
TBLPROPERTIES ("transactional" = "true", "write.bucket.num" = "64");
