package io.busbar.query.access;

import io.busbar.fleet.ScramVerifier;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** Random ids, keys and tokens, and the hashes they are stored as. May be shared between threads. */
public final class Secrets {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int PUBLIC_ID_BYTES = 12;
    private static final int KEY_BYTES = 32;
    private static final int PASSWORD_BYTES = 15;
    private static final int ORGANIZATION_CODE_LENGTH = 6;
    private static final String ORGANIZATION_CODE_ALPHABET = "0123456789ABCDEF";

    private Secrets() {}

    /** 16 URL-safe characters. */
    public static String publicId() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(PUBLIC_ID_BYTES));
    }

    /** 256 bits as 64 hex digits: a logger's key. */
    public static String hexKey() {
        return HexFormat.of().formatHex(bytes(KEY_BYTES));
    }

    /** Of a key, with a salt of its own. */
    public static ScramVerifier scram(String key) {
        return ScramVerifier.of(key, bytes(ScramVerifier.SALT_BYTES), ScramVerifier.ITERATIONS);
    }

    /** 43 URL-safe characters that nobody guesses. */
    static String token() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(KEY_BYTES));
    }

    /** 20 URL-safe characters. */
    static String password() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(PASSWORD_BYTES));
    }

    static byte[] signingKey() {
        return bytes(KEY_BYTES);
    }

    static String organizationCode() {
        StringBuilder code = new StringBuilder(ORGANIZATION_CODE_LENGTH);
        for (int i = 0; i < ORGANIZATION_CODE_LENGTH; i++) {
            code.append(ORGANIZATION_CODE_ALPHABET.charAt(RANDOM.nextInt(ORGANIZATION_CODE_ALPHABET.length())));
        }
        return code.toString();
    }

    public static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    public static byte[] sha256(String text) {
        return sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Compares in a time that depends on neither text. */
    public static boolean same(String presented, String expected) {
        return MessageDigest.isEqual(sha256(presented), sha256(expected));
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
