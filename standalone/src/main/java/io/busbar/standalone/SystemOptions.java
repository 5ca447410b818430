package io.busbar.standalone;

import io.busbar.ingest.admission.ConnectionLimits;
import io.busbar.ingest.tls.TlsConfig;
import io.busbar.query.mail.MailServer;
import io.busbar.query.webhook.WebhookNetworks;
import io.busbar.standalone.database.StorageOptions;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How to run a system. Immutable.
 *
 * @param httpPort 0 for any free one, as are mqttPort and tcpPort
 * @param tls of the ports for loggers; null for plain text
 * @param insecure allows plain text on other addresses than loopback
 * @param limits of the ports for loggers
 * @param kafka bootstrap servers of an external Kafka; null for the embedded broker
 * @param database an external PostgreSQL; null for the embedded server
 * @param flink an external Flink session cluster; null for the embedded one
 * @param storage what may be chosen about the tables
 * @param operatorAloneRegisters whether new serial numbers of loggers are registered by the operator alone
 * @param webhookNetworks where webhooks may go
 * @param mailServer null: what is to be mailed goes to the console
 * @param managerPassword of the first manager; null to have one made
 */
public record SystemOptions(
        Path dataDirectory,
        String bindAddress,
        int httpPort,
        int mqttPort,
        int tcpPort,
        @Nullable TlsConfig tls,
        boolean insecure,
        ConnectionLimits limits,
        @Nullable String kafka,
        @Nullable ExternalDatabase database,
        @Nullable ExternalFlink flink,
        StorageOptions storage,
        boolean operatorAloneRegisters,
        WebhookNetworks webhookNetworks,
        @Nullable MailServer mailServer,
        String managerEmail,
        @Nullable String managerPassword) {

    /** On loopback and free ports, with everything embedded but Flink if it is given as HOST:PORT. */
    public static SystemOptions onFreePorts(
            Path dataDirectory, @Nullable String flink, String managerEmail, String managerPassword) {
        return new SystemOptions(
                dataDirectory,
                "127.0.0.1",
                0,
                0,
                0,
                null,
                false,
                ConnectionLimits.DEFAULT,
                null,
                null,
                flink == null ? null : ExternalFlink.of(flink),
                StorageOptions.defaults(),
                false,
                WebhookNetworks.PUBLIC,
                null,
                managerEmail,
                managerPassword);
    }

    /** With the ports for loggers speaking TLS. */
    public SystemOptions withTls(TlsConfig config) {
        return new SystemOptions(
                dataDirectory,
                bindAddress,
                httpPort,
                mqttPort,
                tcpPort,
                config,
                insecure,
                limits,
                kafka,
                database,
                flink,
                storage,
                operatorAloneRegisters,
                webhookNetworks,
                mailServer,
                managerEmail,
                managerPassword);
    }

    SystemOptions withManagerPassword(String password) {
        return new SystemOptions(
                dataDirectory,
                bindAddress,
                httpPort,
                mqttPort,
                tcpPort,
                tls,
                insecure,
                limits,
                kafka,
                database,
                flink,
                storage,
                operatorAloneRegisters,
                webhookNetworks,
                mailServer,
                managerEmail,
                password);
    }

    /** The host that clients on this machine use. */
    String clientHost() {
        return bindAddress.equals("0.0.0.0") || bindAddress.equals("::") ? "127.0.0.1" : bindAddress;
    }
}
