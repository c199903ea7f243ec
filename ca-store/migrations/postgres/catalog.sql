-- What a registry consists of, as kind and name, and a digest of what the server says of it. How
-- the server writes an expression changes from version to version: spaces, parentheses, quotes and
-- casts do not count. Objects that an operator may add (tables, functions, indexes) are left out,
-- unless they are ours.
WITH ours AS (
    SELECT c.oid, c.relname::text AS name FROM pg_catalog.pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
        AND c.relname IN ('active_documents', 'actors', 'acts', 'audit_events', 'audit_signers',
            'certificates', 'compromised_keys', 'crl_chunks', 'crl_floors', 'crl_numbers',
            'crls', 'dictionaries', 'documents', 'event_objects', 'event_pages', 'feed',
            'generations', 'governance', 'heads', 'job_runs', 'jobs', 'key_copies',
            'key_evidence', 'marks', 'notices', 'offices', 'persons', 'problem_reports',
            'purges', 'registrations', 'registry_schema', 'report_stages', 'requests',
            'restores', 'revocation_codes', 'revocations', 'scheduled_revocations', 'serials',
            'signatures', 'signed_heads', 'subject_attributes', 'tokens', 'tree_nodes')
), objects (object, told) AS (
    SELECT 'column ' || o.name || '.' || a.attname,
        concat_ws(' ', format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity,
            (SELECT l.collname FROM pg_catalog.pg_collation l WHERE l.oid = a.attcollation),
            (SELECT pg_get_expr(d.adbin, d.adrelid) FROM pg_catalog.pg_attrdef d
                WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum))
    FROM ours o JOIN pg_catalog.pg_attribute a ON a.attrelid = o.oid
    WHERE a.attnum > 0 AND NOT a.attisdropped
    UNION ALL
    SELECT 'trigger ' || o.name || '.' || t.tgname,
        concat_ws(' ', t.tgenabled, pg_get_triggerdef(t.oid))
    FROM ours o JOIN pg_catalog.pg_trigger t ON t.tgrelid = o.oid
    WHERE NOT t.tgisinternal
    UNION ALL
    SELECT 'reference ' || o.name || '.' || k.conname || ' switched off', ''
    FROM ours o JOIN pg_catalog.pg_trigger t ON t.tgrelid = o.oid
    JOIN pg_catalog.pg_constraint k ON k.oid = t.tgconstraint
    WHERE t.tgisinternal AND t.tgenabled <> 'O'
    UNION ALL
    SELECT 'rule ' || o.name || '.' || r.rulename, r.ev_enabled::text
    FROM ours o JOIN pg_catalog.pg_rewrite r ON r.ev_class = o.oid
    UNION ALL
    SELECT 'constraint ' || o.name || '.' || k.conname,
        concat_ws(' ', k.convalidated, pg_get_constraintdef(k.oid))
    FROM ours o JOIN pg_catalog.pg_constraint k ON k.conrelid = o.oid
    WHERE k.contype IN ('c', 'f', 'p', 'u')
    UNION ALL
    SELECT 'index ' || c.relname, concat_ws(' ', i.indisvalid, pg_get_indexdef(c.oid))
    FROM ours o JOIN pg_catalog.pg_index i ON i.indrelid = o.oid
    JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
    WHERE c.relname IN ('certificates_by_end', 'certificates_by_key', 'event_pages_by_act',
        'event_pages_by_actor', 'generations_one_active_per_line', 'persons_intended',
        'serials_withdrawn', 'serials_open', 'serials_ended') OR i.indisprimary
    UNION ALL
    SELECT 'function ' || p.proname,
        concat_ws(' ', p.prosrc, array_to_string(p.proconfig, ' '), p.prosecdef)
    FROM pg_catalog.pg_proc p
    WHERE p.oid IN (SELECT t.tgfoid FROM ours o
        JOIN pg_catalog.pg_trigger t ON t.tgrelid = o.oid WHERE NOT t.tgisinternal)
)
SELECT DISTINCT object, left(encode(sha256(convert_to(
    regexp_replace(regexp_replace(lower(told), '[[:space:]()"]', '', 'g'),
        '::(text|bigint|bytea|integer)(\[\])*|public\.', '', 'g'), 'UTF8')), 'hex'), 16)
FROM objects ORDER BY object
