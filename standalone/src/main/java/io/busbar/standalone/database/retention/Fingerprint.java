package io.busbar.standalone.database.retention;

/**
 * Tells whether two looks at a day saw the same rows: how many there are, and their hashes of key and precedence, combined with xor.
 * Immutable.
 */
record Fingerprint(long rows, long hash) {

    static final Fingerprint NOTHING = new Fingerprint(0, 0);
}
