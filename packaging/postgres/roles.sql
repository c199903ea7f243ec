-- What the accounts of a registry may do. Run as the owner of the database, after
-- `sceau registry init` and after each upgrade that changes the schema:
--
--     psql --file roles.sql "postgres://OWNER@HOST/DATABASE"
--
-- The roles are groups without a login; give them to those of the programs:
--
--     GRANT sceau_authority TO sceau;  GRANT sceau_responder TO sceau_ocsp;
--
-- Neither may change the schema, so neither can take away the triggers that keep what was
-- written. The owner's account is used for init and upgrades only.

\set ON_ERROR_STOP on

SELECT format('CREATE ROLE %I NOLOGIN', role) FROM (VALUES ('sceau_authority'), ('sceau_responder'))
    AS wanted (role)
WHERE NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = role) \gexec

BEGIN;
-- Before PostgreSQL 15 everybody may put objects beside the registry's, where they could be taken
-- for them. Whoever owns the schema takes that right away.
REVOKE CREATE ON SCHEMA public FROM PUBLIC, sceau_authority, sceau_responder;
DO $$ BEGIN
    IF EXISTS (SELECT 1 FROM pg_catalog.pg_namespace n,
            LATERAL pg_catalog.aclexplode(n.nspacl) a
        WHERE n.nspname = 'public' AND a.grantee = 0 AND a.privilege_type = 'CREATE')
    THEN
        RAISE EXCEPTION 'everybody may create objects in the schema public'
            USING HINT = format('As an administrator: ALTER SCHEMA public OWNER TO %I;',
                current_user);
    END IF;
END $$;

REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, sceau_authority, sceau_responder;

-- The authority adds, and changes only what has states.
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA public TO sceau_authority;
REVOKE INSERT ON registry_schema, heads FROM sceau_authority;
GRANT UPDATE ON heads, active_documents, generations, serials, persons, tokens TO sceau_authority;
GRANT UPDATE (body) ON audit_events TO sceau_authority;
GRANT DELETE ON persons TO sceau_authority;
GRANT UPDATE ON jobs, job_runs, revocation_codes, scheduled_revocations, problem_reports, notices,
    registrations TO sceau_authority;
GRANT DELETE ON job_runs TO sceau_authority;

-- A responder reads what it tells anybody: no person, no request, no event.
GRANT SELECT ON registry_schema, heads, generations, serials, crls, crl_chunks, feed, restores
    TO sceau_responder;
COMMIT;
