-- Made by flinkmc job, checksum 4cd4df97bc4e0038.
-- What has arrived in heroes. Rows can be seen once Flink has completed a checkpoint.
-- Put a value of the partition column ds in the place of ${ds}.
-- Which there are: SHOW PARTITIONS `heroes`;
SELECT COUNT(*) AS `rows` FROM `heroes` WHERE `ds` = '${ds}';
SELECT * FROM `heroes` WHERE `ds` = '${ds}' LIMIT 20;
