-- What the AdoNet grain storage of Orleans asks of a database: query keys, parameters and result columns are the
-- provider's, the table is ours. It holds state whose loss costs no point, such as a till's session.
--
-- The primary key makes one of two racing first writes the winner; the loser gets no row, which the provider takes for
-- a conflict of versions. GrainTypeString is the state's name, not the grain's class. The hashes the provider offers
-- as a narrower key aren't needed. State is JSON (the silo's serializer writes it), so that it can be read here; null
-- means that it was cleared, whose version lives on.

CREATE TABLE grain_states (
    service_id varchar(150) NOT NULL,
    state_name varchar(512) NOT NULL,
    key_high bigint NOT NULL,
    key_low bigint NOT NULL,
    key_text varchar(512) NOT NULL,
    version integer NOT NULL,
    state jsonb,
    write_time timestamptz NOT NULL,
    PRIMARY KEY (service_id, state_name, key_text, key_high, key_low)
);

COMMENT ON TABLE grain_states IS 'States of grains whose loss costs no point, such as a till''s session. A null state '
    'was cleared; its version lives on.';

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES

('ReadFromStorageKey', $$
SELECT convert_to(state::text, 'UTF8') AS PayloadBinary, version AS Version
FROM grain_states
WHERE service_id = @ServiceId AND state_name = @GrainTypeString AND key_high = @GrainIdN0 AND key_low = @GrainIdN1
    AND key_text = coalesce(@GrainIdExtensionString, '')
$$),

('WriteToStorageKey', $$
WITH inserted AS (
    INSERT INTO grain_states (service_id, state_name, key_high, key_low, key_text, version, state, write_time)
    SELECT @ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, coalesce(@GrainIdExtensionString, ''), 1,
        convert_from(@PayloadBinary, 'UTF8')::jsonb, now()
    WHERE @GrainStateVersion::integer IS NULL
    ON CONFLICT DO NOTHING
    RETURNING version),
updated AS (
    UPDATE grain_states
    SET version = version + 1, state = convert_from(@PayloadBinary, 'UTF8')::jsonb, write_time = now()
    WHERE service_id = @ServiceId AND state_name = @GrainTypeString AND key_high = @GrainIdN0
        AND key_low = @GrainIdN1 AND key_text = coalesce(@GrainIdExtensionString, '')
        AND version = @GrainStateVersion::integer
    RETURNING version)
SELECT version AS NewGrainStateVersion FROM inserted UNION ALL SELECT version FROM updated
$$),

('ClearStorageKey', $$
UPDATE grain_states SET version = version + 1, state = NULL, write_time = now()
WHERE service_id = @ServiceId AND state_name = @GrainTypeString AND key_high = @GrainIdN0 AND key_low = @GrainIdN1
    AND key_text = coalesce(@GrainIdExtensionString, '') AND version = @GrainStateVersion::integer
RETURNING version AS NewGrainStateVersion
$$);
