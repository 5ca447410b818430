package io.busbar.query.access;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;

/**
 * Argon2id with 19 MiB, two passes and one lane, as OWASP's password storage sheet recommends at least. Each call works for some 100 ms
 * and holds its memory, so callers bound how many run at once. May be shared between threads.
 */
public final class Passwords {

    public static final int MIN_LENGTH = 10;
    public static final int MAX_LENGTH = 200;

    private static final int MEMORY_KIB = 19_456;
    private static final int PASSES = 2;
    private static final int LANES = 1;
    private static final int HASH_BYTES = 32;
    private static final int SALT_BYTES = 16;

    private static final Argon2Function ARGON2 =
            Argon2Function.getInstance(MEMORY_KIB, PASSES, LANES, HASH_BYTES, Argon2.ID);

    /** Stands in for the hash of an account that does not exist, so that refusing it is the same work. */
    private static final String NOBODY = hash("nobody's password");

    private Passwords() {}

    static String hash(String password) {
        return Password.hash(password).addRandomSalt(SALT_BYTES).with(ARGON2).getResult();
    }

    static boolean matches(String password, String hash) {
        return Password.check(password, hash).with(ARGON2);
    }

    /** The work of {@link #matches} for an account that does not exist. */
    static void matchNobody(String password) {
        boolean ignored = matches(password, NOBODY);
    }
}
