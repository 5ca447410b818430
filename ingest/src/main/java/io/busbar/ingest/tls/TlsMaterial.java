package io.busbar.ingest.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the files of a {@link TlsConfig} held when they were read, and found to be usable. Immutable as long as nobody writes to the arrays. */
public final class TlsMaterial {

    private final byte[] certificatePem;
    private final byte[] keyPem;
    private final byte @Nullable [] clientAuthorityPem;
    private final Instant expires;

    private TlsMaterial(byte[] certificatePem, byte[] keyPem, byte @Nullable [] clientAuthorityPem, Instant expires) {
        this.certificatePem = certificatePem;
        this.keyPem = keyPem;
        this.clientAuthorityPem = clientAuthorityPem;
        this.expires = expires;
    }

    /** @throws IOException when a file is missing, unreadable or of no use; its message names the file and the remedy */
    public static TlsMaterial read(TlsConfig config, Clock clock) throws IOException {
        PemFile certificate = PemFile.read("TLS certificate", "--tls-cert", config.certificate());
        List<X509Certificate> chain = certificate.certificates(clock.instant());
        PemFile key = PemFile.read("TLS key", "--tls-key", config.key());
        key.requireKeyOf(chain.get(0), config.certificate());
        @Nullable Path authority = config.clientAuthority();
        byte @Nullable [] authorityPem = null;
        if (authority != null) {
            PemFile file = PemFile.read("authority of client certificates", "--tls-client-ca", authority);
            file.certificates(clock.instant());
            authorityPem = file.bytes();
        }
        return new TlsMaterial(
                certificate.bytes(),
                key.bytes(),
                authorityPem,
                chain.get(0).getNotAfter().toInstant());
    }

    public byte[] certificatePem() {
        return certificatePem;
    }

    public byte[] keyPem() {
        return keyPem;
    }

    /** Null when loggers need no certificate. */
    public byte @Nullable [] clientAuthorityPem() {
        return clientAuthorityPem;
    }

    /** When the door's certificate is no longer valid. */
    public Instant expires() {
        return expires;
    }

    boolean isSameAs(TlsMaterial other) {
        return Arrays.equals(certificatePem, other.certificatePem)
                && Arrays.equals(keyPem, other.keyPem)
                && Arrays.equals(clientAuthorityPem, other.clientAuthorityPem);
    }
}
