package io.busbar.ingest.admission;

import io.busbar.topic.LoggerRegistration;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The loggers that may send, as far as the door has heard. Written by the one that feeds it, read by any thread.
 */
public final class LoggerRegistry {

    private final Map<String, LoggerRegistration> bySerialNumber = new ConcurrentHashMap<>();
    private final List<Consumer<String>> revocationListeners = new CopyOnWriteArrayList<>();

    private final byte @Nullable [] operatorKeySha256;

    public LoggerRegistry() {
        this(null);
    }

    /** With a key that opens the door for every registered logger: that of the operator of this machine. */
    public LoggerRegistry(@Nullable String operatorKey) {
        operatorKeySha256 = operatorKey == null ? null : keySha256(operatorKey);
    }

    /** What a log-in comes to. */
    public enum Verdict {
        ADMITTED,
        UNKNOWN_LOGGER,
        BAD_KEY,

        /** Its certificate is that of another logger. */
        WRONG_CERTIFICATE,

        /** Its key is older than verifiers. */
        NO_VERIFIER,

        /** Of its address. */
        TOO_MANY_LOG_INS;

        /** For whoever mends the logger: what is wrong and what to do. */
        public String explain(String serialNumber) {
            return switch (this) {
                case ADMITTED -> "admitted";
                case UNKNOWN_LOGGER ->
                    "unknown-logger: no active logger has the serial number '" + serialNumber
                            + "': register it, or activate it again";
                case NO_VERIFIER ->
                    "no-verifier: the key of logger '" + serialNumber
                            + "' is older than this protocol: rotate it, or connect over MQTT";
                case TOO_MANY_LOG_INS -> "quota: too many log-ins from this address: connect again later";
                case WRONG_CERTIFICATE ->
                    "bad-key: the client certificate is that of another logger than '" + serialNumber
                            + "': use its own";
                case BAD_KEY ->
                    "bad-key: not the key of logger '" + serialNumber
                            + "': use the one shown when it was registered, or rotate it";
            };
        }
    }

    public void put(LoggerRegistration registration) {
        @Nullable LoggerRegistration before = bySerialNumber.put(registration.serialNumber(), registration);
        boolean sameKey = before != null && Arrays.equals(before.keySha256(), registration.keySha256());
        if (!registration.active() || (before != null && !sameKey)) {
            revoked(registration.serialNumber());
        }
    }

    public void remove(String serialNumber) {
        if (bySerialNumber.remove(serialNumber) != null) {
            revoked(serialNumber);
        }
    }

    /** Takes over a complete reading: who is not in it is removed. */
    public void replaceAll(Map<String, LoggerRegistration> registrations) {
        registrations.values().forEach(this::put);
        for (String serialNumber : new HashMap<>(bySerialNumber).keySet()) {
            if (!registrations.containsKey(serialNumber)) {
                remove(serialNumber);
            }
        }
    }

    /** Is told the serial number of a logger that was removed, made inactive or given another key. */
    public void onRevoked(Consumer<String> listener) {
        revocationListeners.add(listener);
    }

    /** Checks a key as text; takes the same time whether its first or its last byte is wrong. */
    public Verdict verify(String serialNumber, byte[] key) {
        @Nullable LoggerRegistration registration = bySerialNumber.get(serialNumber);
        if (registration == null || !registration.active()) {
            return Verdict.UNKNOWN_LOGGER;
        }
        byte[] presented = sha256(key);
        boolean isLogger = MessageDigest.isEqual(presented, registration.keySha256());
        boolean isOperator = operatorKeySha256 != null && MessageDigest.isEqual(presented, operatorKeySha256);
        return isLogger || isOperator ? Verdict.ADMITTED : Verdict.BAD_KEY;
    }

    /** Null when the logger may not send. */
    @Nullable
    LoggerRegistration active(String serialNumber) {
        @Nullable LoggerRegistration registration = bySerialNumber.get(serialNumber);
        return registration == null || !registration.active() ? null : registration;
    }

    /** Whether a client certificate belongs to another logger; one with a name that is no logger's serves all. */
    boolean isAnother(@Nullable String certifiedName, String serialNumber) {
        return certifiedName != null
                && !certifiedName.equals(serialNumber)
                && bySerialNumber.containsKey(certifiedName);
    }

    public int size() {
        return bySerialNumber.size();
    }

    private void revoked(String serialNumber) {
        revocationListeners.forEach(listener -> listener.accept(serialNumber));
    }

    /** Of a key as registrations keep it. */
    public static byte[] keySha256(String key) {
        return sha256(key.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
