-- The table that the DataStream example writes, as a sink: OdpsPipeline's builder calls are options here.
CREATE TABLE source_table (
  user_id BIGINT,
  portfolio_id BIGINT,
  balance DECIMAL(18, 4),
  updated_at TIMESTAMP_LTZ(3)
) WITH (
  'connector' = 'datagen',
  'rows-per-second' = '10',
  'fields.user_id.min' = '1',
  'fields.user_id.max' = '1000',
  'fields.portfolio_id.min' = '1',
  'fields.portfolio_id.max' = '20'
);

CREATE TABLE user_ledger_portfolio (
  user_id BIGINT,
  portfolio_id BIGINT,
  balance DECIMAL(18, 4),
  updated_at TIMESTAMP_LTZ(3),
  PRIMARY KEY (user_id, portfolio_id) NOT ENFORCED
) WITH (
  'connector' = 'maxcompute',
  'odps.project.name' = 'sql2_isolation_2a',
  'odps.end.point' = 'https://service.cn-shanghai-vpc.maxcompute.aliyun-inc.com/api',
  'odps.access.id' = '${ODPS_ACCESS_ID}',
  'odps.access.key' = '${ODPS_ACCESS_KEY}',
  'table.name' = 'user_ledger_portfolio',
  'sink.operation' = 'upsert',
  'upsert.write.bucket.num' = '16',
  'upsert.commit.thread-num' = '8',
  'upsert.major-compact.min-commits' = '100'
);

SET 'execution.checkpointing.interval' = '120 s';

INSERT INTO user_ledger_portfolio SELECT * FROM source_table;
