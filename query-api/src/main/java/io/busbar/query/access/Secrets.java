package io.busbar.query.access;

import io.busbar.fleet.ScramVerifier;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;

/** Random ids, keys and tokens, and the hashes they are stored as. May be shared between threads. */
public final class Secrets {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int PUBLIC_ID_BYTES = 12;
    private static final int KEY_BYTES = 32;
    private static final int PASSWORD_BYTES = 15;
    private static final int ORGANIZATION_CODE_LENGTH = 6;
    private static final String ORGANIZATION_CODE_ALPHABET = "0123456789ABCDEF";
    private static final String API_KEY_PREFIX = "bbk_";
    private static final int TYPED_CODE_LENGTH = 8;

    /** Crockford's base 32: no letter that is taken for another. */
    private static final String TYPED_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

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
    public static String token() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(KEY_BYTES));
    }

    /** An API key, which everybody recognizes as one by its beginning. */
    public static String apiKey() {
        return API_KEY_PREFIX + token();
    }

    public static boolean isApiKey(String token) {
        return token.startsWith(API_KEY_PREFIX);
    }

    /** 20 URL-safe characters. */
    public static String password() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(PASSWORD_BYTES));
    }

    /** 256 bits to sign with. */
    public static byte[] signingKey() {
        return bytes(KEY_BYTES);
    }

    public static String organizationCode() {
        return letters(ORGANIZATION_CODE_LENGTH, ORGANIZATION_CODE_ALPHABET);
    }

    /** 40 bits for people to type, such as {@code 7QMX-02VD}. */
    public static String typedCode() {
        String letters = letters(TYPED_CODE_LENGTH, TYPED_ALPHABET);
        return letters.substring(0, TYPED_CODE_LENGTH / 2) + '-' + letters.substring(TYPED_CODE_LENGTH / 2);
    }

    /** As {@link #typedCode} made it, whatever a person made of case, dash, O, I and L. */
    public static String normalCode(String typed) {
        String letters = typed.toUpperCase(Locale.ROOT)
                .replaceAll("[\\s-]", "")
                .replace('O', '0')
                .replaceAll("[IL]", "1");
        int half = TYPED_CODE_LENGTH / 2;
        return letters.length() == TYPED_CODE_LENGTH
                ? letters.substring(0, half) + '-' + letters.substring(half)
                : typed;
    }

    /** Of the parts one after the other. */
    public static byte[] sha256(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
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

    private static String letters(int count, String alphabet) {
        StringBuilder letters = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            letters.append(alphabet.charAt(RANDOM.nextInt(alphabet.length())));
        }
        return letters.toString();
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
