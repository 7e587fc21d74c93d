-- Made by flinkmc job, checksum a0a7b367f85734c8.
-- What has arrived in clicks. Rows can be seen once Flink has completed a checkpoint.
SELECT COUNT(*) AS `rows` FROM `clicks`;
SELECT * FROM `clicks` LIMIT 20;

-- What has arrived in users. Rows can be seen once Flink has completed a checkpoint.
SELECT COUNT(*) AS `rows` FROM `users`;
SELECT * FROM `users` LIMIT 20;
