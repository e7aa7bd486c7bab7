-- What the AdoNet clustering provider of Orleans asks of a database: the table OrleansQuery, whose texts are the whole
-- interface (query keys, parameters and result columns are the provider's; the tables behind them are ours). The
-- version row of a cluster is bumped by every change of its membership, so that changes happen one after another.

CREATE TABLE OrleansQuery (
    QueryKey varchar(64) PRIMARY KEY,
    QueryText varchar(8000) NOT NULL
);

COMMENT ON TABLE OrleansQuery IS 'The texts by which Orleans'' AdoNet providers ask this database.';

CREATE TABLE cluster_versions (
    deployment_id varchar(150) PRIMARY KEY,
    version integer NOT NULL DEFAULT 0,
    changed_time timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE cluster_versions IS 'A row for each cluster; every change of its membership bumps the version.';

CREATE TABLE cluster_silos (
    deployment_id varchar(150) NOT NULL REFERENCES cluster_versions,
    address varchar(45) NOT NULL,
    port integer NOT NULL,
    generation integer NOT NULL,
    silo_name varchar(150) NOT NULL,
    host_name varchar(150) NOT NULL,
    status integer NOT NULL,
    proxy_port integer NOT NULL,
    suspect_times varchar(8000),
    start_time timestamptz NOT NULL,
    alive_time timestamptz NOT NULL,
    PRIMARY KEY (deployment_id, address, port, generation)
);

COMMENT ON TABLE cluster_silos IS 'The silos of each cluster, as Orleans keeps them.';

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES

('InsertMembershipVersionKey', $$
WITH created AS (
    INSERT INTO cluster_versions (deployment_id) VALUES (@DeploymentId) ON CONFLICT DO NOTHING RETURNING 1)
SELECT count(*)::integer FROM created
$$),

('InsertMembershipKey', $$
WITH bumped AS (
    UPDATE cluster_versions SET version = version + 1, changed_time = now()
    WHERE deployment_id = @DeploymentId AND version = @Version AND NOT EXISTS (
        SELECT 1 FROM cluster_silos
        WHERE deployment_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation)
    RETURNING 1),
inserted AS (
    INSERT INTO cluster_silos (
        deployment_id, address, port, generation, silo_name, host_name, status, proxy_port, start_time, alive_time)
    SELECT @DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime,
        @IAmAliveTime
    FROM bumped
    RETURNING 1)
SELECT count(*)::integer FROM inserted
$$),

('UpdateMembershipKey', $$
WITH bumped AS (
    UPDATE cluster_versions SET version = version + 1, changed_time = now()
    WHERE deployment_id = @DeploymentId AND version = @Version AND EXISTS (
        SELECT 1 FROM cluster_silos
        WHERE deployment_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation)
    RETURNING 1),
updated AS (
    UPDATE cluster_silos SET status = @Status, suspect_times = @SuspectTimes, alive_time = @IAmAliveTime
    FROM bumped
    WHERE deployment_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation
    RETURNING 1)
SELECT count(*)::integer FROM updated
$$),

('UpdateIAmAlivetimeKey', $$
UPDATE cluster_silos SET alive_time = @IAmAliveTime
WHERE deployment_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation
$$),

('MembershipReadRowKey', $$
SELECT v.deployment_id AS DeploymentId, s.address AS Address, s.port AS Port, s.generation AS Generation,
    s.silo_name AS SiloName, s.host_name AS HostName, s.status AS Status, s.proxy_port AS ProxyPort,
    s.suspect_times AS SuspectTimes, s.start_time AS StartTime, s.alive_time AS IAmAliveTime, v.version AS Version
FROM cluster_versions v
LEFT JOIN cluster_silos s ON s.deployment_id = v.deployment_id
    AND s.address = @Address AND s.port = @Port AND s.generation = @Generation
WHERE v.deployment_id = @DeploymentId
$$),

('MembershipReadAllKey', $$
SELECT v.deployment_id AS DeploymentId, s.address AS Address, s.port AS Port, s.generation AS Generation,
    s.silo_name AS SiloName, s.host_name AS HostName, s.status AS Status, s.proxy_port AS ProxyPort,
    s.suspect_times AS SuspectTimes, s.start_time AS StartTime, s.alive_time AS IAmAliveTime, v.version AS Version
FROM cluster_versions v
LEFT JOIN cluster_silos s ON s.deployment_id = v.deployment_id
WHERE v.deployment_id = @DeploymentId
$$),

('GatewaysQueryKey', $$
SELECT address AS Address, proxy_port AS ProxyPort, generation AS Generation
FROM cluster_silos
WHERE deployment_id = @DeploymentId AND status = @Status AND proxy_port > 0
$$),

('DeleteMembershipTableEntriesKey', $$
WITH silos AS (DELETE FROM cluster_silos WHERE deployment_id = @DeploymentId RETURNING 1)
DELETE FROM cluster_versions WHERE deployment_id = @DeploymentId AND (SELECT count(*) FROM silos) >= 0
$$),

('CleanupDefunctSiloEntriesKey', $$
DELETE FROM cluster_silos
WHERE deployment_id = @DeploymentId AND alive_time < @IAmAliveTime AND status <> 3
$$);
