package io.busbar.fleet;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What is stored of a logger's key so that the logger can prove that it has the key without sending it: SCRAM-SHA-256, RFC 5802 and RFC
 * 7677. Whoever reads a verifier can neither log in with it nor find the key. Checking a proof costs three HMACs, however many iterations
 * making the verifier took. Immutable as long as nobody writes to the arrays.
 */
@SuppressWarnings("ArrayRecordComponent") // written by nobody, compared by nobody
public record ScramVerifier(byte[] salt, int iterations, byte[] storedKey, byte[] serverKey) {

    /** The least that RFC 7677 allows; a key has 256 random bits, so that more would not make guessing it harder. */
    public static final int ITERATIONS = 4_096;

    public static final int SALT_BYTES = 16;

    private static final int HASH_BYTES = 32;
    private static final String MAC = "HmacSHA256";
    private static final Pattern TEXT =
            Pattern.compile("SCRAM-SHA-256\\$(\\d{1,9}):([A-Za-z0-9+/=]+)\\$([A-Za-z0-9+/=]+):([A-Za-z0-9+/=]+)");

    public ScramVerifier {
        if (salt.length < 8 || iterations < ITERATIONS) {
            throw new IllegalArgumentException("SCRAM verifier: salt of " + salt.length + " bytes, allowed from 8; "
                    + iterations + " iterations, allowed from " + ITERATIONS);
        }
        if (storedKey.length != HASH_BYTES || serverKey.length != HASH_BYTES) {
            throw new IllegalArgumentException("SCRAM verifier: stored key of " + storedKey.length
                    + " bytes and server key of " + serverKey.length + ", allowed are 32");
        }
    }

    /** Of a key in ASCII, as it is shown. */
    public static ScramVerifier of(String key, byte[] salt, int iterations) {
        try {
            byte[] salted = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(key.toCharArray(), salt, iterations, 8 * HASH_BYTES))
                    .getEncoded();
            return new ScramVerifier(salt, iterations, sha256(hmac(salted, "Client Key")), hmac(salted, "Server Key"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256 and its PBKDF2", e);
        }
    }

    /** Whether the proof is that of the key, for this conversation. Takes the same time whichever byte is wrong. */
    public boolean accepts(byte[] proof, String authMessage) {
        byte[] signature = hmac(storedKey, authMessage);
        if (proof.length != signature.length) {
            return false;
        }
        for (int i = 0; i < signature.length; i++) {
            signature[i] ^= proof[i];
        }
        return MessageDigest.isEqual(sha256(signature), storedKey);
    }

    /** By which the logger sees that the door knows the verifier. */
    public byte[] serverSignature(String authMessage) {
        return hmac(serverKey, authMessage);
    }

    /** As RFC 5803 writes it, with the name of the mechanism in front. */
    public String text() {
        Base64.Encoder base64 = Base64.getEncoder();
        return "SCRAM-SHA-256$" + iterations + ":" + base64.encodeToString(salt) + "$"
                + base64.encodeToString(storedKey) + ":" + base64.encodeToString(serverKey);
    }

    /** @throws IllegalArgumentException when it is not what {@link #text} writes */
    public static ScramVerifier parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "not a SCRAM verifier, expected SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey");
        }
        Base64.Decoder base64 = Base64.getDecoder();
        return new ScramVerifier(
                base64.decode(parts.group(2)),
                Integer.parseInt(parts.group(1)),
                base64.decode(parts.group(3)),
                base64.decode(parts.group(4)));
    }

    /** Never shows the verifier. */
    @Override
    public String toString() {
        return "ScramVerifier[iterations=" + iterations + "]";
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(key, MAC));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
