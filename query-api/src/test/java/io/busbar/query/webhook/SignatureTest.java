package io.busbar.query.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

final class SignatureTest {

    /** The example that the libraries of Standard Webhooks are tested with. */
    @Test
    void isThatOfThePublishedExample() {
        byte[] secret = Base64.getDecoder().decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        byte[] body = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);

        assertThat(Signature.of(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        assertThat(Signature.text(secret)).isEqualTo("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    }

    @Test
    void dependsOnEachPart() {
        byte[] secret = new byte[32];
        byte[] body = {'{', '}'};
        String signature = Signature.of(secret, "a", 1, body);

        assertThat(Signature.of(secret, "a", 1, body)).isEqualTo(signature);
        assertThat(Signature.of(new byte[] {1}, "a", 1, body)).isNotEqualTo(signature);
        assertThat(Signature.of(secret, "b", 1, body)).isNotEqualTo(signature);
        assertThat(Signature.of(secret, "a", 2, body)).isNotEqualTo(signature);
        assertThat(Signature.of(secret, "a", 1, new byte[] {'[', ']'})).isNotEqualTo(signature);
    }
}
