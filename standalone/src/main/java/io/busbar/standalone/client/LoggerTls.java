package io.busbar.standalone.client;

import com.hivemq.client.mqtt.MqttClientSslConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Properties;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * TLS of the front door as a client on the same machine meets it: it trusts exactly the certificate in the door's file, whatever name is in
 * it. Immutable.
 *
 * @param clientsNeedCertificate whether the door lets nobody in without one
 */
public record LoggerTls(Path certificate, boolean clientsNeedCertificate) {

    private static final String CERTIFICATE = "tlsCertificate";
    private static final String CLIENTS_NEED_CERTIFICATE = "tlsClientsNeedCertificate";

    void write(Properties properties) {
        properties.setProperty(CERTIFICATE, certificate.toString());
        properties.setProperty(CLIENTS_NEED_CERTIFICATE, Boolean.toString(clientsNeedCertificate));
    }

    static @Nullable LoggerTls read(Properties properties) {
        String certificate = properties.getProperty(CERTIFICATE);
        return certificate == null
                ? null
                : new LoggerTls(
                        Path.of(certificate), Boolean.parseBoolean(properties.getProperty(CLIENTS_NEED_CERTIFICATE)));
    }

    /** @throws CommandFailure when the door asks for a certificate, or its own cannot be read */
    MqttClientSslConfig mqtt() {
        if (clientsNeedCertificate) {
            throw new CommandFailure(
                    "the front door lets in only loggers with a certificate (--tls-client-ca), and this"
                            + " command has none: start Busbar without --tls-client-ca for it");
        }
        try (InputStream in = Files.newInputStream(certificate)) {
            Certificate doors = CertificateFactory.getInstance("X.509").generateCertificate(in);
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            trusted.setCertificateEntry("door", doors);
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            return MqttClientSslConfig.builder()
                    .trustManagerFactory(trust)
                    .hostnameVerifier((host, session) -> true)
                    .build();
        } catch (IOException | GeneralSecurityException e) {
            throw new CommandFailure("cannot use the front door's certificate " + certificate + ": " + e, e);
        }
    }
}
