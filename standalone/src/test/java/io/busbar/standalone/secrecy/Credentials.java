package io.busbar.standalone.secrecy;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Locale;
import java.util.SplittableRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What people prove themselves by, made without asking the servers. Stateless. */
final class Credentials {

    /** Signs the access tokens of both servers. */
    static final byte[] SIGNING_KEY = "thirty-two bytes of signing key!".getBytes(StandardCharsets.UTF_8);

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private Credentials() {}

    /** An API key. */
    static String secret(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return String.format(
                Locale.ROOT,
                "bbk_%016x%016x%016x%016x",
                random.nextLong(),
                random.nextLong(),
                random.nextLong(),
                random.nextLong());
    }

    /** An access token as a log-in gives it. */
    static String token(String keyId, String memberId, String session) {
        return signed(
                "{\"typ\":\"JWT\",\"alg\":\"HS256\",\"kid\":\"" + keyId + "\"}",
                "{\"sid\":\"%s\",\"sub\":\"%s\",\"iss\":\"busbar\",\"exp\":%d}"
                        .formatted(session, memberId, System.currentTimeMillis() / 1000 + 900));
    }

    static String signed(String header, String claims) {
        String text = encoded(header) + '.' + encoded(claims);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SIGNING_KEY, "HmacSHA256"));
            return text + '.' + BASE64.encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(String json) {
        return BASE64.encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}
