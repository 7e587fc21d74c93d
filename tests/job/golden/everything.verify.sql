-- Made by flinkmc job, checksum 460027b8230d82ec.
-- What has arrived in everything. Rows can be seen once Flink has completed a checkpoint.
SELECT COUNT(*) AS `rows` FROM `everything` WHERE `dd` = '20240101' AND `hour_of_day` = '1' AND `region` = 'tr';
SELECT * FROM `everything` WHERE `dd` = '20240101' AND `hour_of_day` = '1' AND `region` = 'tr' LIMIT 20;
