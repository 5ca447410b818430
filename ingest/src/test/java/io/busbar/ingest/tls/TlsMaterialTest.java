package io.busbar.ingest.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with a certificate or key is said before the door opens, with the remedy. */
class TlsMaterialTest {

    @TempDir
    static Path directory;

    private static Certificates door;

    @BeforeAll
    static void makeCertificate() throws Exception {
        door = Certificates.make(directory, "door", "door");
    }

    @Test
    void readsAPairThatBelongsTogether() throws IOException {
        TlsMaterial material = TlsMaterial.read(door.asDoor(null), Clock.systemUTC());
        assertThat(material.certificatePem()).isEqualTo(Files.readAllBytes(door.certificate()));
        assertThat(material.clientAuthorityPem()).isNull();
        assertThat(material.expires()).isAfter(Clock.systemUTC().instant());
    }

    @Test
    void saysThatAFileIsMissing() {
        Path none = directory.resolve("none.pem");
        assertRefused(
                new TlsConfig(none, door.key(), null),
                "TLS certificate " + none + " does not exist: name the PEM file with --tls-cert");
        assertRefused(
                new TlsConfig(door.certificate(), none, null),
                "TLS key " + none + " does not exist: name the PEM file with --tls-key");
        assertRefused(
                new TlsConfig(door.certificate(), door.key(), none),
                "authority of client certificates " + none + " does not exist: name the PEM file with --tls-client-ca");
    }

    @Test
    void saysThatACertificateIsExpiredOrNotYetValid() throws Exception {
        Certificates old =
                Certificates.make(directory, "old", "door", "-startdate", "2020/01/01 00:00:00", "-validity", "30");
        assertRefused(
                old.asDoor(null),
                "TLS certificate " + old.certificate() + " expired at 2020-01-31T00:00:00Z: renew it");
        Certificates early = Certificates.make(directory, "early", "door", "-startdate", "+10d");
        assertThatThrownBy(() -> TlsMaterial.read(early.asDoor(null), Clock.systemUTC()))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("TLS certificate " + early.certificate() + " is valid only from 2")
                .hasMessageEndingWith("look at the clock of this machine");
    }

    @Test
    void saysThatAFileHoldsSomethingElse() throws IOException {
        Path text = Files.writeString(directory.resolve("text.pem"), "hello");
        assertRefused(
                new TlsConfig(text, door.key(), null),
                "TLS certificate " + text + " holds no certificate: expected is PEM, -----BEGIN CERTIFICATE-----");
        assertRefused(
                new TlsConfig(door.certificate(), door.certificate(), null),
                "TLS key " + door.certificate() + " holds no private key of the form -----BEGIN PRIVATE KEY-----:"
                        + " convert it with 'openssl pkcs8 -topk8 -nocrypt'");
        Path locked = Files.writeString(directory.resolve("locked.pem"), "-----BEGIN ENCRYPTED PRIVATE KEY-----");
        assertRefused(
                new TlsConfig(door.certificate(), locked, null),
                "TLS key " + locked + " needs a password, and the door has none: write one without with"
                        + " 'openssl pkcs8 -topk8 -nocrypt'");
    }

    @Test
    void saysThatAKeyIsNotTheCertificates() throws Exception {
        Certificates other = Certificates.make(directory, "other", "door");
        assertRefused(
                new TlsConfig(door.certificate(), other.key(), null),
                "TLS key " + other.key() + " is not the key of " + door.certificate()
                        + ": give the pair that was made together");
        Certificates rsa = Certificates.make(directory, "rsa", "door", "-keyalg", "RSA");
        assertThat(TlsMaterial.read(rsa.asDoor(null), Clock.systemUTC()).expires())
                .isNotNull();
        assertThatThrownBy(
                        () -> TlsMaterial.read(new TlsConfig(door.certificate(), rsa.key(), null), Clock.systemUTC()))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("give the pair that was made together");
    }

    private static void assertRefused(TlsConfig config, String message) {
        assertThatThrownBy(() -> TlsMaterial.read(config, Clock.systemUTC()))
                .isInstanceOf(IOException.class)
                .hasMessage(message);
    }
}
