package io.busbar.ingest.listener;

import io.busbar.ingest.tls.TlsMaterial;
import io.netty.channel.Channel;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** TLS on the connections of a listener: versions 1.2 and 1.3, the JDK's cipher suites. Stateless. */
public final class Tls {

    private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

    private Tls() {}

    /** @throws Exception when nothing can be made of the material */
    static SslContext context(TlsMaterial material, Vertx vertx) throws Exception {
        SslContextBuilder builder = SslContextBuilder.forServer(new PemKeyCertOptions()
                        .setCertValue(Buffer.buffer(material.certificatePem()))
                        .setKeyValue(Buffer.buffer(material.keyPem()))
                        .getKeyManagerFactory(vertx))
                .sslProvider(SslProvider.JDK)
                .protocols(VERSIONS)
                .ciphers(List.of(
                        SSLContext.getDefault().getDefaultSSLParameters().getCipherSuites()));
        byte @Nullable [] authority = material.clientAuthorityPem();
        if (authority != null) {
            builder.clientAuth(ClientAuth.REQUIRE)
                    .trustManager(new PemTrustOptions()
                            .addCertValue(Buffer.buffer(authority))
                            .getTrustManagerFactory(vertx));
        }
        return builder.build();
    }

    /**
     * Begins the handshake of a connection that has just been accepted, before anything of it was read.
     *
     * @return completed on the connection's event loop, before what the client sends behind the handshake
     */
    static Future<Channel> handshake(NetSocket socket, SslContext context, Duration timeout) {
        Channel channel = ((NetSocketInternal) socket).channelHandlerContext().channel();
        SslHandler handler = context.newHandler(channel.alloc());
        handler.setHandshakeTimeoutMillis(timeout.toMillis());
        channel.pipeline().addFirst("ssl", handler);
        return handler.handshakeFuture();
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
