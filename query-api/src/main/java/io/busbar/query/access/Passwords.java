package io.busbar.query.access;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Argon2id with 19 MiB, two passes and one lane, as OWASP's password storage sheet recommends at least. Each call works for some 100 ms
 * and holds its memory, so callers bound how many run at once.
 *
 * <p>All accounts of one e-mail address have the same salt. So a password is looked for among them in the time of one, and how long a log-in
 * takes does not tell in how many organizations somebody has an account. May be shared between threads.
 */
public final class Passwords {

    public static final int MIN_LENGTH = 10;
    public static final int MAX_LENGTH = 200;

    private static final int MEMORY_KIB = 19_456;
    private static final int PASSES = 2;
    private static final int LANES = 1;
    private static final int HASH_BYTES = 32;
    private static final int SALT_BYTES = 16;

    /** Of the parts between dollar signs, from 0. */
    private static final int SALT_PART = 4;

    private static final Argon2Function ARGON2 =
            Argon2Function.getInstance(MEMORY_KIB, PASSES, LANES, HASH_BYTES, Argon2.ID);

    /** Stands in for the hash of an account that does not exist, so that refusing it is the same work. */
    private static final String NOBODY = hash("nobody's password");

    private Passwords() {}

    /** In PHC string format. */
    public static String hash(String password) {
        return Password.hash(password).addRandomSalt(SALT_BYTES).with(ARGON2).getResult();
    }

    /** With the salt of another account of the same e-mail address, if there is one. */
    public static String hash(String password, @Nullable String hashOfAnotherAccount) {
        return hashOfAnotherAccount == null ? hash(password) : hashLike(password, hashOfAnotherAccount);
    }

    public static boolean matches(String password, String hash) {
        return matching(password, List.of(hash)) == 0;
    }

    /** The place of the first hash that the password is right for, -1 when there is none; the same work when there are no hashes at all. */
    public static int matching(String password, List<String> hashes) {
        Map<String, byte[]> computed = new HashMap<>();
        hashLike(computed, password, hashes.isEmpty() ? NOBODY : hashes.get(0));
        int place = -1;
        for (int i = hashes.size() - 1; i >= 0; i--) {
            String hash = hashes.get(i);
            if (MessageDigest.isEqual(hash.getBytes(StandardCharsets.US_ASCII), hashLike(computed, password, hash))) {
                place = i;
            }
        }
        return place;
    }

    private static byte[] hashLike(Map<String, byte[]> computed, String password, String like) {
        return computed.computeIfAbsent(
                like.substring(0, like.lastIndexOf('$')),
                parametersAndSalt -> hashLike(password, like).getBytes(StandardCharsets.US_ASCII));
    }

    private static String hashLike(String password, String like) {
        byte[] salt = Base64.getDecoder().decode(like.split("\\$")[SALT_PART]);
        return Password.hash(password)
                .addSalt(salt)
                .with(Argon2Function.getInstanceFromHash(like))
                .getResult();
    }
}
