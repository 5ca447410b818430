package io.busbar.ingest.listener;

import io.busbar.ingest.tls.TlsMaterial;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** TLS as Vert.x wants it: versions 1.2 and 1.3, the JDK's cipher suites. Stateless. */
public final class Tls {

    private Tls() {}

    static ServerSSLOptions options(TlsMaterial material, Duration handshakeTimeout) {
        ServerSSLOptions options = new ServerSSLOptions();
        options.setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"));
        options.setSslHandshakeTimeout(handshakeTimeout.toMillis());
        options.setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        options.setKeyCertOptions(new PemKeyCertOptions()
                .setCertValue(Buffer.buffer(material.certificatePem()))
                .setKeyValue(Buffer.buffer(material.keyPem())));
        byte @Nullable [] authority = material.clientAuthorityPem();
        if (authority != null) {
            options.setClientAuth(ClientAuth.REQUIRED);
            options.setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(authority)));
        }
        return options;
    }

    /** The common name of the client's certificate; null when it has none. */
    public static @Nullable String commonName(NetSocket socket) {
        if (!socket.isSsl()) {
            return null;
        }
        try {
            X509Certificate certificate =
                    (X509Certificate) socket.peerCertificates().get(0);
            for (Rdn part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                if (part.getType().equalsIgnoreCase("CN")) {
                    return String.valueOf(part.getValue());
                }
            }
            return null;
        } catch (SSLPeerUnverifiedException | InvalidNameException e) {
            return null;
        }
    }
}
