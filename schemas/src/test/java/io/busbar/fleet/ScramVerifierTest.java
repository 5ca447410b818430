package io.busbar.fleet;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import org.junit.jupiter.api.Test;

class ScramVerifierTest {

    /** The example of RFC 7677 §3. */
    private static final ScramVerifier RFC_7677 =
            ScramVerifier.of("pencil", Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ=="), 4_096);

    private static final String AUTH_MESSAGE = "n=user,r=rOprNGfwEbeRWgbNEkqO,"
            + "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,"
            + "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";

    private static final byte[] PROOF = Base64.getDecoder().decode("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");

    @Test
    void acceptsTheProofOfTheStandardsExample() {
        assertThat(RFC_7677.accepts(PROOF, AUTH_MESSAGE)).isTrue();
        assertThat(Base64.getEncoder().encodeToString(RFC_7677.serverSignature(AUTH_MESSAGE)))
                .isEqualTo("6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
    }

    @Test
    void refusesAnyOtherProof() {
        assertThat(RFC_7677.accepts(PROOF, AUTH_MESSAGE + "x")).isFalse();
        assertThat(RFC_7677.accepts(new byte[32], AUTH_MESSAGE)).isFalse();
        assertThat(RFC_7677.accepts(new byte[0], AUTH_MESSAGE)).isFalse();
        // Whoever stole the verifier has no proof.
        assertThat(RFC_7677.accepts(RFC_7677.storedKey(), AUTH_MESSAGE)).isFalse();
    }

    @Test
    void readsWhatItWrote() {
        ScramVerifier read = ScramVerifier.parse(RFC_7677.text());
        assertThat(read.text()).isEqualTo(RFC_7677.text()).startsWith("SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$");
        assertThat(read.accepts(PROOF, AUTH_MESSAGE)).isTrue();
        assertThat(RFC_7677.toString()).doesNotContain("W22Z");
    }

    @Test
    void refusesWhatIsNoVerifier() {
        assertThatThrownBy(() -> ScramVerifier.parse("SCRAM-SHA-1$4096:AA==$AA==:AA=="))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not a SCRAM verifier, expected SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey");
        assertThatThrownBy(() -> ScramVerifier.of("key", "salt".getBytes(US_ASCII), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("SCRAM verifier: salt of 4 bytes, allowed from 8; 1 iterations, allowed from 4096");
    }
}
