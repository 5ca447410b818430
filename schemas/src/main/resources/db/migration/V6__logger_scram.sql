ALTER TABLE logger ADD COLUMN scram text;
COMMENT ON COLUMN logger.scram IS 'SCRAM-SHA-256 verifier of the key, RFC 5803; absent for a logger whose key is older: rotate the key';
