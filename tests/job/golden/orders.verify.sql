-- Made by flinkmc job, checksum 944fe0f0c2833896.
-- What has arrived in orders. Rows can be seen once Flink has completed a checkpoint.
SELECT COUNT(*) AS `rows` FROM `orders` WHERE `ds` = '20240101' AND `hh` = '00';
SELECT * FROM `orders` WHERE `ds` = '20240101' AND `hh` = '00' LIMIT 20;
