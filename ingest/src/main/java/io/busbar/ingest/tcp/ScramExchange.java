package io.busbar.ingest.tcp;

import io.busbar.fleet.ScramVerifier;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The door's half of one SCRAM-SHA-256 conversation, RFC 5802 §5, without channel binding. Knows no socket. Confined to the connection's
 * event loop.
 */
final class ScramExchange {

    private static final Pattern FIRST =
            Pattern.compile("([ny],,)(n=([^,=]{1,64}),r=([\\x21-\\x2b\\x2d-\\x7e]{8,128}))");
    private static final Pattern FINAL = Pattern.compile("(c=([A-Za-z0-9+/=]+),r=([^,]+)),p=([A-Za-z0-9+/]{43}=)");

    private final String header;
    private final String firstBare;
    private final String userName;
    private final String clientNonce;
    private String challenge = "";
    private String nonce = "";
    private String authMessage = "";
    private @Nullable ScramVerifier verifier;

    private ScramExchange(Matcher first) {
        this.header = first.group(1);
        this.firstBare = first.group(2);
        this.userName = first.group(3);
        this.clientNonce = first.group(4);
    }

    /** Null when the client's first message is none of this mechanism, or asks for more of it. */
    static @Nullable ScramExchange begin(String clientFirst) {
        Matcher first = FIRST.matcher(clientFirst);
        return first.matches() ? new ScramExchange(first) : null;
    }

    String userName() {
        return userName;
    }

    /** The door's first message. */
    String challenge(ScramVerifier ofUser, String doorNonce) {
        verifier = ofUser;
        nonce = clientNonce + doorNonce;
        challenge =
                "r=" + nonce + ",s=" + Base64.getEncoder().encodeToString(ofUser.salt()) + ",i=" + ofUser.iterations();
        return challenge;
    }

    /** Whether the client's final message proves that it has the key. */
    boolean accepts(String clientFinal) {
        Matcher parts = FINAL.matcher(clientFinal);
        if (verifier == null || !parts.matches()) {
            return false;
        }
        String binding =
                Base64.getEncoder().encodeToString(header.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        if (!parts.group(2).equals(binding) || !parts.group(3).equals(nonce)) {
            return false;
        }
        authMessage = firstBare + "," + challenge + "," + parts.group(1);
        return verifier.accepts(Base64.getDecoder().decode(parts.group(4)), authMessage);
    }

    /** The door's final message, by which the client sees that the door knows its verifier. After {@link #accepts}. */
    String signature() {
        if (verifier == null) {
            throw new IllegalStateException("nothing has been proved");
        }
        return "v=" + Base64.getEncoder().encodeToString(verifier.serverSignature(authMessage));
    }
}
