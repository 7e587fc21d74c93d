-- Made by flinkmc job, checksum 05c1e74f0b05e132.
-- What has arrived in page_views. Rows can be seen once Flink has completed a checkpoint.
SELECT COUNT(*) AS `rows` FROM `page_views` WHERE `ds` = '20250131';
SELECT * FROM `page_views` WHERE `ds` = '20250131' LIMIT 20;
