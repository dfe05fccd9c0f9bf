-- The bank's withdrawal as careful people write it by hand: one function, one transaction, an idempotency table.

CREATE TABLE accounts (
    account  integer PRIMARY KEY,
    balance  bigint NOT NULL CHECK (balance >= 0),
    version  bigint NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE operations (
    operation    uuid PRIMARY KEY,
    caller       text NOT NULL,
    fingerprint  bytea NOT NULL,
    account      integer NOT NULL,
    status       integer NOT NULL,
    answer       text NOT NULL,
    accepted_at  timestamptz NOT NULL
);

CREATE TABLE movements (
    position       bigserial PRIMARY KEY,
    account        integer NOT NULL,
    operation      uuid NOT NULL,
    caller         text NOT NULL,
    amount         bigint NOT NULL,
    balance_after  bigint NOT NULL,
    recorded_at    timestamptz NOT NULL
);
CREATE INDEX movements_by_account ON movements (account, position);

INSERT INTO accounts SELECT n, 1000000000000, 1 FROM generate_series(1, 1000) AS n;

CREATE FUNCTION withdraw(asked uuid, of_account integer, cents bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    print bytea := sha256(convert_to('withdraw ' || of_account || ' ' || cents, 'UTF8'));
    stored operations%ROWTYPE;
    after accounts%ROWTYPE;
    moved bigint;
    said text;
BEGIN
    SELECT * INTO stored FROM operations WHERE operation = asked;
    IF FOUND THEN
        IF stored.fingerprint <> print THEN RETURN '422'; END IF;
        RETURN stored.answer;
    END IF;
    INSERT INTO operations VALUES (asked, 'anonymous', print, of_account, 0, '', clock_timestamp())
        ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        SELECT * INTO stored FROM operations WHERE operation = asked;
        RETURN CASE WHEN stored.fingerprint = print THEN stored.answer ELSE '422' END;
    END IF;
    UPDATE accounts SET balance = balance - cents, version = version + 1
        WHERE account = of_account AND balance >= cents RETURNING * INTO after;
    IF NOT FOUND THEN
        said := json_build_object('code', 'insufficient-funds', 'operation', asked, 'applied', false);
        UPDATE operations SET status = 409, answer = said WHERE operation = asked;
        RETURN said;
    END IF;
    INSERT INTO movements (account, operation, caller, amount, balance_after, recorded_at)
        VALUES (of_account, asked, 'anonymous', -cents, after.balance, clock_timestamp()) RETURNING position INTO moved;
    said := json_build_object('operation', asked, 'status', 'completed', 'stream', 'account/' || of_account,
                              'version', after.version::text, 'position', moved::text);
    UPDATE operations SET status = 201, answer = said WHERE operation = asked;
    RETURN said;
END $$;
