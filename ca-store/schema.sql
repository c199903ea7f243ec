-- The Registry of sceau on SQLite: what the migrations build, in one file for readers.
--
-- Times are Unix milliseconds. Digests are SHA-256, 32 octets. Words are those of the
-- reports. Feed position and log index are given from `heads` inside each commit; no other
-- number orders anything between processes. `INSERT OR REPLACE` deletes without asking the
-- triggers on DELETE, hence those against replacing.

-- What orders the commits: read first and written last in each of them.
CREATE TABLE heads (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    feed_position INTEGER NOT NULL CHECK (feed_position >= 0),
    log_size INTEGER NOT NULL CHECK (log_size >= 0),
    frontier BLOB NOT NULL CHECK (length(frontier) % 32 = 0), -- right edge of the Merkle tree
    basis INTEGER NOT NULL DEFAULT 0 CHECK (basis >= 0),      -- changes of what intents go by
    closed TEXT CHECK (closed IN ('moved', 'reading copy')),  -- then nothing is written any more
    counterpart TEXT                                          -- where it goes on, or the original
) STRICT;

INSERT INTO heads (id, feed_position, log_size, frontier) VALUES (1, 0, 0, x'');

CREATE TRIGGER heads_only_grow BEFORE UPDATE ON heads
WHEN NEW.feed_position < OLD.feed_position OR NEW.log_size < OLD.log_size
BEGIN SELECT RAISE(ABORT, 'heads only grow'); END;

CREATE TRIGGER heads_stay BEFORE DELETE ON heads
BEGIN SELECT RAISE(ABORT, 'heads stay'); END;

CREATE TRIGGER basis_only_grows BEFORE UPDATE OF basis ON heads
WHEN NEW.basis < OLD.basis
BEGIN SELECT RAISE(ABORT, 'the basis only grows'); END;

CREATE TRIGGER heads_stay_closed BEFORE UPDATE ON heads
WHEN OLD.closed IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a closed registry is not written'); END;

-- What packed bodies are read with: octets in front of which zstd (RFC 8878) starts.
CREATE TABLE dictionaries (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    made INTEGER NOT NULL CHECK (made >= 0),                  -- events in the log at that time
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    content BLOB NOT NULL CHECK (length(content) > 0),
    UNIQUE (kind, made)
) STRICT;

CREATE TRIGGER dictionaries_never_change BEFORE UPDATE ON dictionaries
BEGIN SELECT RAISE(ABORT, 'dictionaries never change'); END;

CREATE TRIGGER dictionaries_are_never_deleted BEFORE DELETE ON dictionaries
BEGIN SELECT RAISE(ABORT, 'dictionaries are never deleted'); END;

CREATE TRIGGER dictionaries_are_never_replaced BEFORE INSERT ON dictionaries
WHEN EXISTS (SELECT 1 FROM dictionaries
    WHERE id = NEW.id OR (kind = NEW.kind AND made = NEW.made))
BEGIN SELECT RAISE(ABORT, 'dictionaries are never replaced'); END;

-- The audit log (AUD-02, AUD-03). The body is the event's bytes, absent once purged at term.
CREATE TABLE audit_events (
    log_index INTEGER PRIMARY KEY CHECK (log_index >= 0),
    leaf_data BLOB NOT NULL CHECK (length(leaf_data) = 32),   -- digest of the body
    body BLOB,
    dictionary INTEGER REFERENCES dictionaries (id)           -- with one, the body is packed
) STRICT;

-- A body may go at term, and nothing else of an event (AUD-05).
CREATE TRIGGER audit_events_never_change BEFORE UPDATE ON audit_events
WHEN NEW.body IS NOT NULL OR NEW.log_index <> OLD.log_index OR NEW.leaf_data <> OLD.leaf_data
    OR NEW.dictionary IS NOT OLD.dictionary OR NOT EXISTS (
        SELECT 1 FROM purges WHERE OLD.log_index >= first AND OLD.log_index < past)
BEGIN SELECT RAISE(ABORT, 'audit events never change'); END;

CREATE TRIGGER audit_events_are_never_deleted BEFORE DELETE ON audit_events
BEGIN SELECT RAISE(ABORT, 'audit events are never deleted'); END;

CREATE TRIGGER audit_events_are_never_replaced BEFORE INSERT ON audit_events
WHEN EXISTS (SELECT 1 FROM audit_events WHERE log_index = NEW.log_index)
BEGIN SELECT RAISE(ABORT, 'audit events are never replaced'); END;

-- Hashes above the leaves of the log's tree, for proofs: the root of 256^level events.
CREATE TABLE tree_nodes (
    level INTEGER NOT NULL CHECK (level > 0),
    place INTEGER NOT NULL CHECK (place >= 0),
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (level, place)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER tree_nodes_never_change BEFORE UPDATE ON tree_nodes
BEGIN SELECT RAISE(ABORT, 'tree nodes never change'); END;

CREATE TRIGGER tree_nodes_are_never_deleted BEFORE DELETE ON tree_nodes
BEGIN SELECT RAISE(ABORT, 'tree nodes are never deleted'); END;

CREATE TRIGGER tree_nodes_are_never_replaced BEFORE INSERT ON tree_nodes
WHEN EXISTS (SELECT 1 FROM tree_nodes WHERE level = NEW.level AND place = NEW.place)
BEGIN SELECT RAISE(ABORT, 'tree nodes are never replaced'); END;

-- What stands in each 256 events, so that lists skip the others: who did what, how it ended, and
-- the time of the first of these. The actor is the first octets of the digest of the id.
CREATE TABLE event_pages (
    page INTEGER NOT NULL CHECK (page >= 0),                  -- log_index / 256
    act TEXT NOT NULL,
    outcome TEXT NOT NULL,
    actor BLOB NOT NULL CHECK (length(actor) = 8),
    time INTEGER NOT NULL,
    PRIMARY KEY (page, act, outcome, actor)
) STRICT, WITHOUT ROWID;

CREATE INDEX event_pages_by_act ON event_pages (act, outcome, page);

CREATE INDEX event_pages_by_actor ON event_pages (actor, page);

CREATE TRIGGER event_pages_never_change BEFORE UPDATE ON event_pages
BEGIN SELECT RAISE(ABORT, 'event pages never change'); END;

CREATE TRIGGER event_pages_are_never_deleted BEFORE DELETE ON event_pages
BEGIN SELECT RAISE(ABORT, 'event pages are never deleted'); END;

-- Events by what they are about, as the first octets of its digest; but for those that stand in
-- `certificates.event` and `signatures.event`.
CREATE TABLE event_objects (
    object BLOB NOT NULL CHECK (length(object) = 8),
    event INTEGER NOT NULL REFERENCES audit_events (log_index),
    PRIMARY KEY (object, event)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER event_objects_never_change BEFORE UPDATE ON event_objects
BEGIN SELECT RAISE(ABORT, 'event objects never change'); END;

CREATE TRIGGER event_objects_are_never_deleted BEFORE DELETE ON event_objects
BEGIN SELECT RAISE(ABORT, 'event objects are never deleted'); END;

-- Certificates of the keys that signed heads of the log (AUD-03), and these heads: signed notes
-- whose text is a checkpoint (C2SP tlog-checkpoint).
CREATE TABLE audit_signers (
    id INTEGER PRIMARY KEY,
    certificate BLOB NOT NULL UNIQUE                          -- DER
) STRICT;

CREATE TRIGGER audit_signers_never_change BEFORE UPDATE ON audit_signers
BEGIN SELECT RAISE(ABORT, 'audit signers never change'); END;

CREATE TRIGGER audit_signers_are_never_deleted BEFORE DELETE ON audit_signers
BEGIN SELECT RAISE(ABORT, 'audit signers are never deleted'); END;

CREATE TRIGGER audit_signers_are_never_replaced BEFORE INSERT ON audit_signers
WHEN EXISTS (SELECT 1 FROM audit_signers WHERE id = NEW.id OR certificate = NEW.certificate)
BEGIN SELECT RAISE(ABORT, 'audit signers are never replaced'); END;

CREATE TABLE signed_heads (
    number INTEGER PRIMARY KEY CHECK (number >= 0),
    size INTEGER NOT NULL CHECK (size > 0),                   -- as the note says
    note TEXT NOT NULL,
    signer INTEGER NOT NULL REFERENCES audit_signers (id),
    signed INTEGER NOT NULL
) STRICT;

CREATE TRIGGER signed_heads_only_grow BEFORE INSERT ON signed_heads
WHEN NEW.number <> coalesce((SELECT max(number) + 1 FROM signed_heads), 0)
    OR NEW.size < (SELECT size FROM signed_heads ORDER BY number DESC LIMIT 1)
    OR NEW.size > (SELECT log_size FROM heads)
BEGIN SELECT RAISE(ABORT, 'signed heads only grow'); END;

CREATE TRIGGER signed_heads_never_change BEFORE UPDATE ON signed_heads
BEGIN SELECT RAISE(ABORT, 'signed heads never change'); END;

CREATE TRIGGER signed_heads_are_never_deleted BEFORE DELETE ON signed_heads
BEGIN SELECT RAISE(ABORT, 'signed heads are never deleted'); END;

-- Places from which bodies may go since an event that says so (AUD-05).
CREATE TABLE purges (
    event INTEGER PRIMARY KEY REFERENCES audit_events (log_index),
    first INTEGER NOT NULL CHECK (first >= 0),
    past INTEGER NOT NULL,                                    -- the place after the last one
    CHECK (first < past AND past <= event)
) STRICT;

CREATE TRIGGER purges_never_change BEFORE UPDATE ON purges
BEGIN SELECT RAISE(ABORT, 'purges never change'); END;

CREATE TRIGGER purges_are_never_deleted BEFORE DELETE ON purges
BEGIN SELECT RAISE(ABORT, 'purges are never deleted'); END;

CREATE TRIGGER purges_are_never_replaced BEFORE INSERT ON purges
WHEN EXISTS (SELECT 1 FROM purges WHERE event = NEW.event)
BEGIN SELECT RAISE(ABORT, 'purges are never replaced'); END;

-- Who acts, once for each way of being known.
CREATE TABLE actors (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    authentication TEXT NOT NULL,
    UNIQUE (kind, name, authentication)
) STRICT;

-- Documents, addressed by digest; the small id stands for the digest in other tables.
CREATE TABLE documents (
    id INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    content TEXT NOT NULL,
    stored INTEGER NOT NULL
) STRICT;

CREATE TRIGGER documents_never_change BEFORE UPDATE ON documents
BEGIN SELECT RAISE(ABORT, 'documents never change'); END;

CREATE TRIGGER documents_are_never_deleted BEFORE DELETE ON documents
BEGIN SELECT RAISE(ABORT, 'documents are never deleted'); END;

CREATE TRIGGER documents_are_never_replaced BEFORE INSERT ON documents
WHEN EXISTS (SELECT 1 FROM documents WHERE id = NEW.id OR digest = NEW.digest)
BEGIN SELECT RAISE(ABORT, 'documents are never replaced'); END;

CREATE TABLE active_documents (
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    document INTEGER NOT NULL REFERENCES documents (id),
    PRIMARY KEY (kind, name)
) STRICT, WITHOUT ROWID;

-- Generations of issuer lines: one key and one name each. The small id stands for the issuer
-- name in other tables, since names are unique and never change.
CREATE TABLE generations (
    id INTEGER PRIMARY KEY,
    line TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0),
    name BLOB NOT NULL,                                       -- DER Name
    name_hash BLOB NOT NULL UNIQUE CHECK (length(name_hash) = 32),
    public_key BLOB NOT NULL,                                 -- DER SubjectPublicKeyInfo
    key_hash BLOB NOT NULL UNIQUE CHECK (length(key_hash) = 32),
    key_uri TEXT NOT NULL,                                    -- RFC 7512
    algorithm TEXT NOT NULL,
    issuer INTEGER NOT NULL REFERENCES generations (id),      -- itself for a root
    certificate BLOB,                                         -- DER
    state TEXT NOT NULL CHECK (state IN ('pending', 'ready', 'active', 'retired')),
    created INTEGER NOT NULL,
    UNIQUE (line, number),
    CHECK ((state = 'pending') = (certificate IS NULL))
) STRICT;

CREATE UNIQUE INDEX generations_one_active_per_line ON generations (line) WHERE state = 'active';

CREATE TRIGGER generations_keep_their_identity
BEFORE UPDATE OF id, line, number, name, name_hash, public_key, key_hash, algorithm, issuer, created
ON generations
BEGIN SELECT RAISE(ABORT, 'generations keep line, number, name, key and issuer'); END;

CREATE TRIGGER generations_keep_their_certificate BEFORE UPDATE OF certificate ON generations
WHEN OLD.certificate IS NOT NULL AND NEW.certificate IS NOT OLD.certificate
BEGIN SELECT RAISE(ABORT, 'generations keep their certificate'); END;

CREATE TRIGGER generations_go_one_way BEFORE UPDATE OF state ON generations
WHEN NEW.state <> OLD.state AND OLD.state || ' ' || NEW.state
    NOT IN ('pending ready', 'ready active', 'active retired')
BEGIN SELECT RAISE(ABORT, 'generations go from pending to ready, active, retired'); END;

CREATE TRIGGER generations_are_never_deleted BEFORE DELETE ON generations
BEGIN SELECT RAISE(ABORT, 'generations are never deleted'); END;

CREATE TRIGGER generations_are_never_replaced BEFORE INSERT ON generations
WHEN EXISTS (
    SELECT 1 FROM generations
    WHERE id = NEW.id OR name_hash = NEW.name_hash OR key_hash = NEW.key_hash
        OR (line = NEW.line AND number = NEW.number))
BEGIN SELECT RAISE(ABORT, 'generations are never replaced'); END;

-- Certificates and intents to sign, appended and never changed (I1).
CREATE TABLE certificates (
    sequence INTEGER PRIMARY KEY,
    generation INTEGER NOT NULL REFERENCES generations (id),  -- the issuer
    serial BLOB NOT NULL,
    request_id TEXT NOT NULL,
    profile INTEGER NOT NULL REFERENCES documents (id),
    tbs BLOB NOT NULL,                                        -- DER TBSCertificate
    key_hash BLOB NOT NULL CHECK (length(key_hash) = 32),     -- of the SubjectPublicKeyInfo
    not_before INTEGER NOT NULL,
    not_after INTEGER NOT NULL,
    lint_version INTEGER NOT NULL,
    actor INTEGER NOT NULL REFERENCES actors (id),            -- who asked
    prepared INTEGER NOT NULL,
    certifies INTEGER REFERENCES generations (id),            -- if it is an issuer's
    dictionary INTEGER REFERENCES dictionaries (id),          -- with one, tbs is packed
    event INTEGER REFERENCES audit_events (log_index)         -- of the request, if it is known
) STRICT;

-- What ends when, by profile: counted from the index alone.
CREATE INDEX certificates_by_end ON certificates (not_after, profile);

-- Records by the first bits of their key (CRT-21); the whole digest stands in the row.
CREATE INDEX certificates_by_key ON certificates (substr(key_hash, 1, 8), profile);

CREATE TRIGGER certificates_never_change BEFORE UPDATE ON certificates
BEGIN SELECT RAISE(ABORT, 'certificates never change'); END;

CREATE TRIGGER certificates_are_never_deleted BEFORE DELETE ON certificates
BEGIN SELECT RAISE(ABORT, 'certificates are never deleted'); END;

CREATE TRIGGER certificates_are_never_replaced BEFORE INSERT ON certificates
WHEN EXISTS (SELECT 1 FROM certificates WHERE sequence = NEW.sequence)
BEGIN SELECT RAISE(ABORT, 'certificates are never replaced'); END;

-- Signatures, apart from the bytes they sign so that those are written once.
CREATE TABLE signatures (
    sequence INTEGER PRIMARY KEY REFERENCES certificates (sequence),
    signature BLOB NOT NULL CHECK (length(signature) > 0),
    issued INTEGER NOT NULL,
    event INTEGER REFERENCES audit_events (log_index)         -- if it is known
) STRICT;

CREATE TRIGGER signatures_never_change BEFORE UPDATE ON signatures
BEGIN SELECT RAISE(ABORT, 'signatures never change'); END;

CREATE TRIGGER signatures_are_never_deleted BEFORE DELETE ON signatures
BEGIN SELECT RAISE(ABORT, 'signatures are never deleted'); END;

CREATE TRIGGER signatures_are_never_replaced BEFORE INSERT ON signatures
WHEN EXISTS (SELECT 1 FROM signatures WHERE sequence = NEW.sequence)
BEGIN SELECT RAISE(ABORT, 'signatures are never replaced'); END;

-- Serial numbers: unique per issuer name for ever (I3), narrow, and all that OCSP asks.
CREATE TABLE serials (
    generation INTEGER NOT NULL REFERENCES generations (id),
    serial BLOB NOT NULL CHECK (length(serial) BETWEEN 1 AND 20),
    certificate INTEGER NOT NULL REFERENCES certificates (sequence),
    state TEXT NOT NULL
        CHECK (state IN ('prepared', 'authorised', 'signing', 'issued', 'abandoned')),
    shard INTEGER NOT NULL DEFAULT 0,                         -- part of the CRL; 0 is the whole
    withdrawn INTEGER,                                        -- feed position: order on the CRL
    effective INTEGER,                                        -- revocationDate
    reason INTEGER CHECK (reason IN (1, 2, 3, 4, 5, 6, 9, 10)),  -- CRLReason, absent: unspecified
    invalidity INTEGER,                                       -- invalidityDate
    PRIMARY KEY (generation, serial),
    CHECK ((withdrawn IS NULL) = (effective IS NULL)),
    CHECK (withdrawn IS NOT NULL OR (reason IS NULL AND invalidity IS NULL)),
    CHECK (withdrawn IS NULL OR state IN ('issued', 'abandoned'))
) STRICT, WITHOUT ROWID;

CREATE INDEX serials_withdrawn ON serials (generation, withdrawn) WHERE withdrawn IS NOT NULL;

CREATE INDEX serials_open ON serials (certificate)
WHERE state IN ('prepared', 'authorised', 'signing');

-- Certificates that are withdrawn or were given up: few, and not to be counted among the good.
CREATE INDEX serials_ended ON serials (certificate)
WHERE effective IS NOT NULL OR state = 'abandoned';

CREATE TRIGGER serials_begin_as_intents BEFORE INSERT ON serials
WHEN NEW.state NOT IN ('prepared', 'signing') OR NEW.withdrawn IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'serials begin as intents'); END;

CREATE TRIGGER serials_keep_their_certificate
BEFORE UPDATE OF generation, serial, certificate ON serials
BEGIN SELECT RAISE(ABORT, 'serials keep issuer and certificate'); END;

CREATE TRIGGER serials_go_one_way BEFORE UPDATE OF state ON serials
WHEN NEW.state <> OLD.state AND OLD.state || ' ' || NEW.state NOT IN (
    'prepared authorised', 'authorised signing', 'signing issued',
    'prepared abandoned', 'authorised abandoned', 'signing abandoned')
BEGIN SELECT RAISE(ABORT, 'serials go from prepared to authorised, signing, issued or abandoned'); END;

CREATE TRIGGER serials_issued_are_signed BEFORE UPDATE OF state ON serials
WHEN NEW.state = 'issued'
    AND NOT EXISTS (SELECT 1 FROM signatures WHERE sequence = NEW.certificate)
BEGIN SELECT RAISE(ABORT, 'issued certificates have a signature'); END;

CREATE TRIGGER serials_abandoned_while_signing_are_revoked BEFORE UPDATE OF state ON serials
WHEN NEW.state = 'abandoned' AND OLD.state = 'signing' AND NEW.withdrawn IS NULL
BEGIN SELECT RAISE(ABORT, 'serials that may have been signed go on the CRL'); END;

-- I5: nothing about a revoked serial changes, except that its reason may become keyCompromise
-- (1) with the same or an earlier date. A suspension has reason certificateHold (6).
CREATE TRIGGER serials_revoked_stay_revoked BEFORE UPDATE ON serials
WHEN OLD.withdrawn IS NOT NULL AND OLD.reason IS NOT 6
    AND NOT (NEW.reason IS 1 AND OLD.reason IS NOT 1 AND NEW.effective <= OLD.effective
        AND NEW.withdrawn >= OLD.withdrawn AND NEW.state = OLD.state AND NEW.shard = OLD.shard)
BEGIN SELECT RAISE(ABORT, 'revocation is definitive'); END;

CREATE TRIGGER serials_are_never_deleted BEFORE DELETE ON serials
BEGIN SELECT RAISE(ABORT, 'serials are never deleted'); END;

CREATE TRIGGER serials_are_never_replaced BEFORE INSERT ON serials
WHEN EXISTS (SELECT 1 FROM serials WHERE generation = NEW.generation AND serial = NEW.serial)
BEGIN SELECT RAISE(ABORT, 'serials are never replaced'); END;

-- Attributes and alternative names of subjects, by four octets of a digest over field and
-- compared value; what is found is compared with the certificate. Its sequence is segment * 8192
-- plus place: what is written together stands together. Certificates of older schemas come in
-- from their bytes.
CREATE TABLE subject_attributes (
    segment INTEGER NOT NULL CHECK (segment >= 0),
    digest INTEGER NOT NULL,
    place INTEGER NOT NULL CHECK (place BETWEEN 0 AND 8191),
    PRIMARY KEY (segment, digest, place)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER subject_attributes_never_change BEFORE UPDATE ON subject_attributes
BEGIN SELECT RAISE(ABORT, 'subject attributes never change'); END;

CREATE TRIGGER subject_attributes_are_never_deleted BEFORE DELETE ON subject_attributes
BEGIN SELECT RAISE(ABORT, 'subject attributes are never deleted'); END;

-- Which blocks of 256 certificates (sequence / 256) hold one with a mark: a small id, a version,
-- a reason, or a day since 1970. What is found in a block is compared.
CREATE TABLE marks (
    kind TEXT NOT NULL CHECK (kind IN ('generation', 'profile', 'actor', 'lint', 'prepared',
        'issued', 'not-before', 'not-after', 'withdrawn', 'reason', 'abandoned')),
    value INTEGER NOT NULL,
    block INTEGER NOT NULL CHECK (block >= 0),
    PRIMARY KEY (kind, value, block)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER marks_never_change BEFORE UPDATE ON marks
BEGIN SELECT RAISE(ABORT, 'marks never change'); END;

CREATE TRIGGER marks_are_never_deleted BEFORE DELETE ON marks
BEGIN SELECT RAISE(ABORT, 'marks are never deleted'); END;

-- Request ids, one name space per line: the same id with other content is refused.
CREATE TABLE requests (
    scope TEXT NOT NULL,
    request_id TEXT NOT NULL,
    certificate INTEGER NOT NULL REFERENCES certificates (sequence),
    content_digest BLOB NOT NULL CHECK (length(content_digest) = 32),
    PRIMARY KEY (scope, request_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER requests_never_change BEFORE UPDATE ON requests
BEGIN SELECT RAISE(ABORT, 'requests never change'); END;

CREATE TRIGGER requests_are_never_deleted BEFORE DELETE ON requests
BEGIN SELECT RAISE(ABORT, 'requests are never deleted'); END;

CREATE TRIGGER requests_are_never_replaced BEFORE INSERT ON requests
WHEN EXISTS (SELECT 1 FROM requests WHERE scope = NEW.scope AND request_id = NEW.request_id)
BEGIN SELECT RAISE(ABORT, 'requests are never replaced'); END;

-- Each withdrawal and each return, in order. The event tells the actor.
CREATE TABLE revocations (
    id INTEGER PRIMARY KEY,
    certificate INTEGER NOT NULL REFERENCES certificates (sequence),
    act TEXT NOT NULL CHECK (act IN ('revoke', 'suspend', 'reinstate', 'abandon')),
    requested INTEGER,                                        -- when it was asked for, if known
    decided INTEGER NOT NULL,
    effective INTEGER,
    invalidity INTEGER,
    reason INTEGER,                                           -- CRLReason
    authority TEXT,                                           -- reference of an order, if any
    event INTEGER NOT NULL REFERENCES audit_events (log_index),
    authenticated INTEGER,                                    -- when it was clear who asked
    asked_by TEXT
) STRICT;

CREATE INDEX revocations_of_certificate ON revocations (certificate);

CREATE TRIGGER revocations_never_change BEFORE UPDATE ON revocations
BEGIN SELECT RAISE(ABORT, 'revocations never change'); END;

CREATE TRIGGER revocations_are_never_deleted BEFORE DELETE ON revocations
BEGIN SELECT RAISE(ABORT, 'revocations are never deleted'); END;

CREATE TRIGGER revocations_are_never_replaced BEFORE INSERT ON revocations
WHEN EXISTS (SELECT 1 FROM revocations WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'revocations are never replaced'); END;

-- Keys that stand in a certificate revoked for key compromise (CRT-17).
CREATE TABLE compromised_keys (
    key_hash BLOB PRIMARY KEY CHECK (length(key_hash) = 32)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER compromised_keys_never_change BEFORE UPDATE ON compromised_keys
BEGIN SELECT RAISE(ABORT, 'compromised keys never change'); END;

CREATE TRIGGER compromised_keys_are_never_deleted BEFORE DELETE ON compromised_keys
BEGIN SELECT RAISE(ABORT, 'compromised keys are never deleted'); END;

-- The name by which each natural person is known (REG-09), as digests: of line and identifier,
-- and of the name. An intent gives a name, which is undone where no certificate comes of it.
-- Persons of version 1 come in from their certificates.
CREATE TABLE persons (
    identifier BLOB PRIMARY KEY CHECK (length(identifier) = 16),
    name BLOB NOT NULL CHECK (length(name) = 8),
    intent INTEGER REFERENCES certificates (sequence),        -- gave the name, not issued yet
    former BLOB CHECK (length(former) = 8),                   -- the name before that intent
    CHECK (former IS NULL OR intent IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE INDEX persons_intended ON persons (intent) WHERE intent IS NOT NULL;

CREATE TRIGGER persons_keep_their_identifier BEFORE UPDATE OF identifier ON persons
BEGIN SELECT RAISE(ABORT, 'persons keep their identifier'); END;

CREATE TRIGGER persons_are_deleted_with_their_only_intent BEFORE DELETE ON persons
WHEN OLD.intent IS NULL OR OLD.former IS NOT NULL OR EXISTS (SELECT 1 FROM serials
    WHERE certificate = OLD.intent AND state IN ('prepared', 'authorised', 'signing'))
BEGIN SELECT RAISE(ABORT, 'persons are deleted with their only intent'); END;

-- Evidence of where keys were made, as it came (REG-08); apart, since few certificates have any.
CREATE TABLE key_evidence (
    certificate INTEGER PRIMARY KEY REFERENCES certificates (sequence),
    evidence BLOB NOT NULL CHECK (length(evidence) > 0)
) STRICT;

CREATE TRIGGER key_evidence_never_changes BEFORE UPDATE ON key_evidence
BEGIN SELECT RAISE(ABORT, 'key evidence never changes'); END;

CREATE TRIGGER key_evidence_is_never_deleted BEFORE DELETE ON key_evidence
BEGIN SELECT RAISE(ABORT, 'key evidence is never deleted'); END;

CREATE TRIGGER key_evidence_is_never_replaced BEFORE INSERT ON key_evidence
WHEN EXISTS (SELECT 1 FROM key_evidence WHERE certificate = NEW.certificate)
BEGIN SELECT RAISE(ABORT, 'key evidence is never replaced'); END;

-- The authority document is frozen by the first certificate: its URLs stand in it.
CREATE TRIGGER authority_is_frozen BEFORE UPDATE ON active_documents
WHEN OLD.kind = 'authority' AND EXISTS (SELECT 1 FROM certificates)
    AND (NEW.document <> OLD.document OR NEW.kind <> OLD.kind OR NEW.name <> OLD.name)
BEGIN SELECT RAISE(ABORT, 'the authority document is frozen'); END;

-- CRL numbers, reserved before the signature (I1); they only grow (I10).
CREATE TABLE crl_numbers (
    generation INTEGER NOT NULL REFERENCES generations (id),
    number INTEGER NOT NULL CHECK (number > 0),
    tbs_digest BLOB NOT NULL CHECK (length(tbs_digest) = 32),
    covers INTEGER CHECK (covers >= 0),                       -- feed position, if it is known
    PRIMARY KEY (generation, number)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER crl_numbers_only_grow BEFORE INSERT ON crl_numbers
WHEN EXISTS (SELECT 1 FROM crl_numbers WHERE generation = NEW.generation AND number >= NEW.number)
BEGIN SELECT RAISE(ABORT, 'CRL numbers only grow'); END;

CREATE TRIGGER crl_numbers_never_change BEFORE UPDATE ON crl_numbers
BEGIN SELECT RAISE(ABORT, 'CRL numbers never change'); END;

CREATE TRIGGER crl_numbers_are_never_deleted BEFORE DELETE ON crl_numbers
BEGIN SELECT RAISE(ABORT, 'CRL numbers are never deleted'); END;

-- Published CRLs; an older one never follows a newer one (I10).
CREATE TABLE crls (
    id INTEGER PRIMARY KEY,
    generation INTEGER NOT NULL,
    number INTEGER NOT NULL,
    this_update INTEGER NOT NULL,
    next_update INTEGER NOT NULL,
    size INTEGER NOT NULL,                                    -- octets of DER
    event INTEGER NOT NULL REFERENCES audit_events (log_index),
    UNIQUE (generation, number),
    FOREIGN KEY (generation, number) REFERENCES crl_numbers (generation, number)
) STRICT;

CREATE TRIGGER crls_only_get_newer BEFORE INSERT ON crls
WHEN EXISTS (SELECT 1 FROM crls WHERE generation = NEW.generation AND number >= NEW.number)
BEGIN SELECT RAISE(ABORT, 'an older CRL never follows a newer one'); END;

CREATE TRIGGER crls_never_change BEFORE UPDATE ON crls
BEGIN SELECT RAISE(ABORT, 'CRLs never change'); END;

CREATE TRIGGER crls_are_never_deleted BEFORE DELETE ON crls
BEGIN SELECT RAISE(ABORT, 'CRLs are never deleted'); END;

CREATE TRIGGER crls_are_never_replaced BEFORE INSERT ON crls
WHEN EXISTS (SELECT 1 FROM crls WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'crls are never replaced'); END;

-- Their DER in pieces.
CREATE TABLE crl_chunks (
    crl INTEGER NOT NULL REFERENCES crls (id),
    part INTEGER NOT NULL,
    der BLOB NOT NULL,
    UNIQUE (crl, part)
) STRICT;

-- What responders must know of, in commit order: with a serial, its status changed; with a CRL
-- number, it was published; with neither, the generation itself changed.
CREATE TABLE feed (
    position INTEGER PRIMARY KEY CHECK (position > 0),
    generation INTEGER NOT NULL REFERENCES generations (id),
    serial BLOB,
    crl INTEGER,
    CHECK (serial IS NULL OR crl IS NULL)
) STRICT;

CREATE TRIGGER feed_never_changes BEFORE UPDATE ON feed
BEGIN SELECT RAISE(ABORT, 'the feed never changes'); END;

CREATE TRIGGER feed_is_never_deleted BEFORE DELETE ON feed
BEGIN SELECT RAISE(ABORT, 'the feed is never deleted'); END;

CREATE TRIGGER feed_is_never_replaced BEFORE INSERT ON feed
WHEN EXISTS (SELECT 1 FROM feed WHERE position = NEW.position)
BEGIN SELECT RAISE(ABORT, 'the feed is never replaced'); END;

-- Tokens as they were last seen (HSM-08), by label and serial number. Of several with one label
-- the one with the latest event is the last one seen.
CREATE TABLE tokens (
    label TEXT NOT NULL,
    serial TEXT NOT NULL,
    manufacturer TEXT NOT NULL,
    model TEXT NOT NULL,
    firmware TEXT NOT NULL,
    first_seen INTEGER NOT NULL,
    last_seen INTEGER NOT NULL,
    event INTEGER NOT NULL UNIQUE REFERENCES audit_events (log_index),
    PRIMARY KEY (label, serial)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER tokens_keep_their_name BEFORE UPDATE OF label, serial, first_seen ON tokens
BEGIN SELECT RAISE(ABORT, 'tokens keep label, serial number and first day'); END;

CREATE TRIGGER tokens_change_with_an_event BEFORE UPDATE ON tokens
WHEN NEW.event <= OLD.event AND (NEW.event < OLD.event OR NEW.manufacturer <> OLD.manufacturer
    OR NEW.model <> OLD.model OR NEW.firmware <> OLD.firmware)
BEGIN SELECT RAISE(ABORT, 'tokens change with an event'); END;

CREATE TRIGGER tokens_are_never_deleted BEFORE DELETE ON tokens
BEGIN SELECT RAISE(ABORT, 'tokens are never deleted'); END;

CREATE TRIGGER tokens_are_never_replaced BEFORE INSERT ON tokens
WHEN EXISTS (SELECT 1 FROM tokens WHERE (label = NEW.label AND serial = NEW.serial)
    OR event = NEW.event)
BEGIN SELECT RAISE(ABORT, 'tokens are never replaced'); END;

-- Private keys that left or entered a token, wrapped (HSM-06): the only reason for which a key
-- that is not the token's own may be an issuer's (I8). The event says the same.
CREATE TABLE key_copies (
    event INTEGER PRIMARY KEY REFERENCES audit_events (log_index),
    kind TEXT NOT NULL CHECK (kind IN ('backup', 'restored')),
    key_hash BLOB NOT NULL CHECK (length(key_hash) = 32),     -- of the SubjectPublicKeyInfo
    key_id BLOB NOT NULL,                                     -- CKA_ID
    key_label TEXT NOT NULL,                                  -- CKA_LABEL
    from_label TEXT NOT NULL,
    from_serial TEXT NOT NULL,
    to_label TEXT NOT NULL,
    to_serial TEXT NOT NULL,
    copied INTEGER NOT NULL,
    actor INTEGER NOT NULL REFERENCES actors (id)
) STRICT;

CREATE TRIGGER key_copies_never_change BEFORE UPDATE ON key_copies
BEGIN SELECT RAISE(ABORT, 'key copies never change'); END;

CREATE TRIGGER key_copies_are_never_deleted BEFORE DELETE ON key_copies
BEGIN SELECT RAISE(ABORT, 'key copies are never deleted'); END;

CREATE TRIGGER key_copies_are_never_replaced BEFORE INSERT ON key_copies
WHEN EXISTS (SELECT 1 FROM key_copies WHERE event = NEW.event)
BEGIN SELECT RAISE(ABORT, 'key copies are never replaced'); END;

-- The registry's return from a backup, and what an officer acknowledged (OPS-03). Of several rows
-- the one with the latest event counts.
CREATE TABLE restores (
    event INTEGER PRIMARY KEY REFERENCES audit_events (log_index),
    act TEXT NOT NULL CHECK (act IN ('restore', 'acknowledge')),
    known_size INTEGER CHECK (known_size >= 0),               -- head that the anchor knew
    known_root BLOB CHECK (length(known_root) = 32),
    CHECK ((known_size IS NULL) = (known_root IS NULL)),
    CHECK (act = 'acknowledge' OR known_size IS NULL)
) STRICT;

CREATE TRIGGER restores_never_change BEFORE UPDATE ON restores
BEGIN SELECT RAISE(ABORT, 'restores never change'); END;

CREATE TRIGGER restores_are_never_deleted BEFORE DELETE ON restores
BEGIN SELECT RAISE(ABORT, 'restores are never deleted'); END;

CREATE TRIGGER restores_are_never_replaced BEFORE INSERT ON restores
WHEN EXISTS (SELECT 1 FROM restores WHERE event = NEW.event)
BEGIN SELECT RAISE(ABORT, 'restores are never replaced'); END;

-- CRL numbers that were used by a later registry than the one put back: none up to them is used
-- again (I10). The generation is named, not referred to: it may be younger than the backup.
CREATE TABLE crl_floors (
    line TEXT NOT NULL,
    generation INTEGER NOT NULL CHECK (generation > 0),       -- its number in the line
    number INTEGER NOT NULL CHECK (number > 0),
    event INTEGER NOT NULL REFERENCES restores (event),
    PRIMARY KEY (line, generation, number)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER crl_floors_never_change BEFORE UPDATE ON crl_floors
BEGIN SELECT RAISE(ABORT, 'CRL floors never change'); END;

CREATE TRIGGER crl_floors_are_never_deleted BEFORE DELETE ON crl_floors
BEGIN SELECT RAISE(ABORT, 'CRL floors are never deleted'); END;

CREATE TRIGGER crl_floors_are_never_replaced BEFORE INSERT ON crl_floors
WHEN EXISTS (SELECT 1 FROM crl_floors
    WHERE line = NEW.line AND generation = NEW.generation AND number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'CRL floors are never replaced'); END;

CREATE TRIGGER crl_numbers_stay_above_floors BEFORE INSERT ON crl_numbers
WHEN EXISTS (SELECT 1 FROM crl_floors f JOIN generations g
    ON g.line = f.line AND g.number = f.generation
    WHERE g.id = NEW.generation AND f.number >= NEW.number)
BEGIN SELECT RAISE(ABORT, 'CRL numbers stay above their floor'); END;

CREATE TRIGGER crls_stay_above_floors BEFORE INSERT ON crls
WHEN EXISTS (SELECT 1 FROM crl_floors f JOIN generations g
    ON g.line = f.line AND g.number = f.generation
    WHERE g.id = NEW.generation AND f.number >= NEW.number)
BEGIN SELECT RAISE(ABORT, 'CRLs stay above their floor'); END;

-- Jobs, and which slot of each has had no good end yet (AUD-07). The fence grows with each claim.
CREATE TABLE jobs (
    name TEXT NOT NULL,
    object TEXT NOT NULL,                                     -- a generation, or empty
    due INTEGER NOT NULL,
    period INTEGER NOT NULL CHECK (period > 0),               -- milliseconds
    fence INTEGER NOT NULL CHECK (fence >= 0),
    PRIMARY KEY (name, object)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER jobs_fences_only_grow BEFORE UPDATE ON jobs
WHEN NEW.fence < OLD.fence OR NEW.name <> OLD.name OR NEW.object <> OLD.object
BEGIN SELECT RAISE(ABORT, 'the fences of jobs only grow'); END;

CREATE TRIGGER jobs_are_never_deleted BEFORE DELETE ON jobs
BEGIN SELECT RAISE(ABORT, 'jobs are never deleted'); END;

CREATE TRIGGER jobs_are_never_replaced BEFORE INSERT ON jobs
WHEN EXISTS (SELECT 1 FROM jobs WHERE name = NEW.name AND object = NEW.object)
BEGIN SELECT RAISE(ABORT, 'jobs are never replaced'); END;

-- Runs of slots: one row each, whatever daemon has it. Old ones go.
CREATE TABLE job_runs (
    name TEXT NOT NULL,
    object TEXT NOT NULL,
    slot INTEGER NOT NULL,                                    -- when it was due
    holder TEXT NOT NULL,
    fence INTEGER NOT NULL CHECK (fence >= 0),                -- 0 for one that was missed
    tries INTEGER NOT NULL CHECK (tries >= 0),
    leased INTEGER NOT NULL,                                  -- until when it is the holder's
    started INTEGER NOT NULL,
    finished INTEGER,
    outcome TEXT CHECK (outcome IN ('done', 'nothing', 'failed', 'missed', 'lost')),
    words TEXT NOT NULL,
    PRIMARY KEY (name, object, slot),
    FOREIGN KEY (name, object) REFERENCES jobs (name, object),
    CHECK ((finished IS NULL) = (outcome IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TRIGGER job_runs_end_once BEFORE UPDATE ON job_runs
WHEN OLD.outcome IN ('done', 'nothing', 'missed') OR NEW.fence < OLD.fence
    OR NEW.name <> OLD.name OR NEW.object <> OLD.object OR NEW.slot <> OLD.slot
BEGIN SELECT RAISE(ABORT, 'runs of jobs end once'); END;

CREATE TRIGGER job_runs_are_never_replaced BEFORE INSERT ON job_runs
WHEN EXISTS (SELECT 1 FROM job_runs
    WHERE name = NEW.name AND object = NEW.object AND slot = NEW.slot)
BEGIN SELECT RAISE(ABORT, 'runs of jobs are never replaced'); END;
-- The chain of statements by which officers govern (I14): each in CMS SignedData, signed by those
-- who held the role at its place, and with the event that it brought about. Who writes rows here
-- gives nobody a role: what is not signed is ignored.
CREATE TABLE governance (
    position INTEGER PRIMARY KEY CHECK (position >= 0),
    statement BLOB NOT NULL CHECK (length(statement) BETWEEN 1 AND 65536),
    digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),  -- SHA-256 of the statement
    subject BLOB CHECK (length(subject) = 32),                -- of the operator's certificate
    event INTEGER NOT NULL UNIQUE REFERENCES audit_events (log_index)
) STRICT;

CREATE TRIGGER governance_never_changes BEFORE UPDATE ON governance
BEGIN SELECT RAISE(ABORT, 'governance never changes'); END;

CREATE TRIGGER governance_is_never_deleted BEFORE DELETE ON governance
BEGIN SELECT RAISE(ABORT, 'governance is never deleted'); END;

CREATE TRIGGER governance_is_never_replaced BEFORE INSERT ON governance
WHEN EXISTS (SELECT 1 FROM governance WHERE position = NEW.position OR digest = NEW.digest
    OR event = NEW.event)
BEGIN SELECT RAISE(ABORT, 'governance is never replaced'); END;

CREATE TRIGGER governance_has_no_gap BEFORE INSERT ON governance
WHEN NEW.position <> (SELECT coalesce(max(position) + 1, 0) FROM governance)
BEGIN SELECT RAISE(ABORT, 'governance has no gap'); END;

-- One-time codes of holders (REV-02): never the code, a salted digest of it.
CREATE TABLE revocation_codes (
    certificate INTEGER PRIMARY KEY REFERENCES certificates (sequence),
    salt BLOB NOT NULL CHECK (length(salt) = 16),
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    wrong INTEGER NOT NULL CHECK (wrong >= 0),                -- tries since it was last locked
    locked INTEGER,                                           -- until when
    used INTEGER,                                             -- when it revoked
    event INTEGER NOT NULL REFERENCES audit_events (log_index)
) STRICT;

CREATE TRIGGER revocation_codes_are_used_once BEFORE UPDATE ON revocation_codes
WHEN OLD.used IS NOT NULL OR NEW.certificate <> OLD.certificate
BEGIN SELECT RAISE(ABORT, 'revocation codes are used once'); END;

CREATE TRIGGER revocation_codes_are_never_deleted BEFORE DELETE ON revocation_codes
BEGIN SELECT RAISE(ABORT, 'revocation codes are never deleted'); END;

CREATE TRIGGER revocation_codes_are_never_replaced BEFORE INSERT ON revocation_codes
WHEN EXISTS (SELECT 1 FROM revocation_codes WHERE certificate = NEW.certificate)
BEGIN SELECT RAISE(ABORT, 'revocation codes are never replaced'); END;

-- Revocations that are set for later (REV-04); the number is the place of their event.
CREATE TABLE scheduled_revocations (
    id INTEGER PRIMARY KEY REFERENCES audit_events (log_index),
    certificate INTEGER NOT NULL REFERENCES certificates (sequence),
    effective INTEGER NOT NULL,
    reason INTEGER CHECK (reason IN (1, 2, 3, 4, 5, 9, 10)),  -- CRLReason, absent: unspecified
    invalidity INTEGER,
    asked_by TEXT NOT NULL,
    authority TEXT,                                           -- reference of an order, if any
    requested INTEGER NOT NULL,
    authenticated INTEGER NOT NULL,
    actor INTEGER NOT NULL REFERENCES actors (id),
    ended TEXT CHECK (ended IN ('done', 'cancelled', 'overtaken')),
    ended_event INTEGER REFERENCES audit_events (log_index),
    CHECK ((ended IS NULL) = (ended_event IS NULL))
) STRICT;

CREATE INDEX scheduled_revocations_open ON scheduled_revocations (effective, id)
WHERE ended IS NULL;

CREATE UNIQUE INDEX scheduled_revocations_one_open ON scheduled_revocations (certificate)
WHERE ended IS NULL;

CREATE TRIGGER scheduled_revocations_end_once BEFORE UPDATE ON scheduled_revocations
WHEN OLD.ended IS NOT NULL OR NEW.id <> OLD.id
    OR NEW.certificate <> OLD.certificate OR NEW.effective <> OLD.effective
BEGIN SELECT RAISE(ABORT, 'scheduled revocations end once'); END;

CREATE TRIGGER scheduled_revocations_are_never_deleted BEFORE DELETE ON scheduled_revocations
BEGIN SELECT RAISE(ABORT, 'scheduled revocations are never deleted'); END;

CREATE TRIGGER scheduled_revocations_are_never_replaced BEFORE INSERT ON scheduled_revocations
WHEN EXISTS (SELECT 1 FROM scheduled_revocations WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'scheduled revocations are never replaced'); END;

-- Problem reports (REV-07); the number is the place of their event.
CREATE TABLE problem_reports (
    id INTEGER PRIMARY KEY REFERENCES audit_events (log_index),
    class TEXT NOT NULL CHECK (class IN ('compromise', 'holder', 'leaf', 'issuer')),
    certificate INTEGER REFERENCES certificates (sequence),   -- if one is named
    report TEXT NOT NULL,
    received INTEGER NOT NULL,
    actor INTEGER NOT NULL REFERENCES actors (id),            -- who took it down
    answered INTEGER,
    decided INTEGER,
    decision TEXT CHECK (decision IN ('revoked', 'kept', 'unfounded')),
    late_reason TEXT,
    CHECK ((decided IS NULL) = (decision IS NULL))
) STRICT;

CREATE INDEX problem_reports_open ON problem_reports (id) WHERE decided IS NULL;

CREATE TRIGGER problem_reports_keep_their_times BEFORE UPDATE ON problem_reports
WHEN OLD.received <> NEW.received OR OLD.class <> NEW.class OR NEW.id <> OLD.id
    OR (OLD.answered IS NOT NULL AND NEW.answered IS NOT OLD.answered)
    OR (OLD.decided IS NOT NULL AND (
        NEW.decided IS NOT OLD.decided OR NEW.decision IS NOT OLD.decision))
BEGIN SELECT RAISE(ABORT, 'problem reports keep their times'); END;

CREATE TRIGGER problem_reports_are_never_deleted BEFORE DELETE ON problem_reports
BEGIN SELECT RAISE(ABORT, 'problem reports are never deleted'); END;

CREATE TRIGGER problem_reports_are_never_replaced BEFORE INSERT ON problem_reports
WHEN EXISTS (SELECT 1 FROM problem_reports WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'problem reports are never replaced'); END;

-- The stages of reports that people were told of, each once.
CREATE TABLE report_stages (
    report INTEGER NOT NULL REFERENCES problem_reports (id),
    stage TEXT NOT NULL
        CHECK (stage IN ('answer-half', 'answer-end', 'decision-half', 'decision-end')),
    event INTEGER NOT NULL REFERENCES audit_events (log_index),
    PRIMARY KEY (report, stage)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER report_stages_never_change BEFORE UPDATE ON report_stages
BEGIN SELECT RAISE(ABORT, 'stages of reports never change'); END;

CREATE TRIGGER report_stages_are_never_deleted BEFORE DELETE ON report_stages
BEGIN SELECT RAISE(ABORT, 'stages of reports are never deleted'); END;

CREATE TRIGGER report_stages_are_never_replaced BEFORE INSERT ON report_stages
WHEN EXISTS (SELECT 1 FROM report_stages WHERE report = NEW.report AND stage = NEW.stage)
BEGIN SELECT RAISE(ABORT, 'stages of reports are never replaced'); END;

-- Notices to holders (LAW-09, REV-05): queued with a revocation, laid out with an event.
CREATE TABLE notices (
    certificate INTEGER NOT NULL REFERENCES certificates (sequence),
    kind TEXT NOT NULL CHECK (kind IN ('end-60', 'end-30', 'end-7', 'revoked')),
    event INTEGER REFERENCES audit_events (log_index),        -- absent while it is queued
    PRIMARY KEY (certificate, kind)
) STRICT, WITHOUT ROWID;

CREATE INDEX notices_queued ON notices (certificate) WHERE event IS NULL;

CREATE TRIGGER notices_are_laid_out_once BEFORE UPDATE ON notices
WHEN OLD.event IS NOT NULL OR NEW.certificate <> OLD.certificate OR NEW.kind <> OLD.kind
BEGIN SELECT RAISE(ABORT, 'notices are laid out once'); END;

CREATE TRIGGER notices_are_never_deleted BEFORE DELETE ON notices
BEGIN SELECT RAISE(ABORT, 'notices are never deleted'); END;

CREATE TRIGGER notices_are_never_replaced BEFORE INSERT ON notices
WHEN EXISTS (SELECT 1 FROM notices WHERE certificate = NEW.certificate AND kind = NEW.kind)
BEGIN SELECT RAISE(ABORT, 'notices are never replaced'); END;

-- Records of registration (REG-01, REG-06) as canonical JSON; at term record and salt go and the
-- digest, which the event of the request has, stays.
CREATE TABLE registrations (
    certificate INTEGER PRIMARY KEY REFERENCES certificates (sequence),
    record BLOB,
    salt BLOB CHECK (length(salt) = 16),
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    CHECK ((record IS NULL) = (salt IS NULL))
) STRICT;

CREATE TRIGGER registrations_only_go_at_term BEFORE UPDATE ON registrations
WHEN NEW.record IS NOT NULL OR OLD.record IS NULL OR NEW.digest <> OLD.digest
    OR NEW.certificate <> OLD.certificate
BEGIN SELECT RAISE(ABORT, 'registrations only go at term'); END;

CREATE TRIGGER registrations_are_never_deleted BEFORE DELETE ON registrations
BEGIN SELECT RAISE(ABORT, 'registrations are never deleted'); END;

CREATE TRIGGER registrations_are_never_replaced BEFORE INSERT ON registrations
WHEN EXISTS (SELECT 1 FROM registrations WHERE certificate = NEW.certificate)
BEGIN SELECT RAISE(ABORT, 'registrations are never replaced'); END;

-- The office that registered the holder: what scopes are compared with.
CREATE TABLE offices (
    certificate INTEGER PRIMARY KEY REFERENCES certificates (sequence),
    agency TEXT NOT NULL,
    prefecture TEXT                                           -- ISO 3166-2, if one is named
) STRICT;

CREATE TRIGGER offices_never_change BEFORE UPDATE ON offices
BEGIN SELECT RAISE(ABORT, 'offices never change'); END;

CREATE TRIGGER offices_are_never_deleted BEFORE DELETE ON offices
BEGIN SELECT RAISE(ABORT, 'offices are never deleted'); END;

CREATE TRIGGER offices_are_never_replaced BEFORE INSERT ON offices
WHEN EXISTS (SELECT 1 FROM offices WHERE certificate = NEW.certificate)
BEGIN SELECT RAISE(ABORT, 'offices are never replaced'); END;
-- Requests that changes were asked for by, in the name space of line or operation and agency: an id
-- is used once, and asked again with the same content the act is not done again. Requests for
-- certificates have a table of their own. A statement that came with one is kept (REG-10).
CREATE TABLE acts (
    space TEXT NOT NULL CHECK (length(space) BETWEEN 1 AND 200),
    request_id TEXT NOT NULL CHECK (length(request_id) BETWEEN 1 AND 64),
    content BLOB NOT NULL CHECK (length(content) = 32),       -- digest of what was asked for
    statement BLOB CHECK (length(statement) BETWEEN 1 AND 65536),
    event INTEGER NOT NULL UNIQUE REFERENCES audit_events (log_index),
    PRIMARY KEY (space, request_id)
) STRICT;

CREATE TRIGGER acts_never_change BEFORE UPDATE ON acts
BEGIN SELECT RAISE(ABORT, 'acts never change'); END;

CREATE TRIGGER acts_are_never_deleted BEFORE DELETE ON acts
BEGIN SELECT RAISE(ABORT, 'acts are never deleted'); END;

CREATE TRIGGER acts_are_never_replaced BEFORE INSERT ON acts
WHEN EXISTS (SELECT 1 FROM acts WHERE (space = NEW.space AND request_id = NEW.request_id)
    OR event = NEW.event)
BEGIN SELECT RAISE(ABORT, 'acts are never replaced'); END;
