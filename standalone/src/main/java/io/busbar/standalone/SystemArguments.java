package io.busbar.standalone;

import io.busbar.ingest.tls.TlsConfig;
import io.busbar.query.webhook.WebhookNetworks;
import io.busbar.standalone.client.CommandFailure;
import io.busbar.standalone.database.StorageOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that {@code demo} and {@code up} share, as they are typed. */
final class SystemArguments {

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = ".busbar",
            description = "where everything is kept (default: ${DEFAULT-VALUE})")
    private Path data = Path.of(".busbar");

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "address to listen on (default: ${DEFAULT-VALUE})")
    private String bind = "127.0.0.1";

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            defaultValue = "8080",
            description = "port of the query API, 0 for any free one (default: ${DEFAULT-VALUE})")
    private int httpPort;

    @Option(
            names = "--mqtt-port",
            paramLabel = "PORT",
            defaultValue = "1883",
            description = "port for loggers over MQTT (default: ${DEFAULT-VALUE})")
    private int mqttPort;

    @Option(
            names = "--tcp-port",
            paramLabel = "PORT",
            defaultValue = "5020",
            description = "port for loggers over TCP (default: ${DEFAULT-VALUE})")
    private int tcpPort;

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = "certificate of the ports for loggers, PEM with its chain; read again when it changes")
    private @Nullable Path tlsCertificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "its private key, PEM (PKCS#8 without a password)")
    private @Nullable Path tlsKey;

    @Option(
            names = "--tls-client-ca",
            paramLabel = "FILE",
            description = "who issues the certificates of loggers, PEM; with it no logger gets in without one")
    private @Nullable Path tlsClientAuthority;

    @Option(names = "--insecure", description = "let loggers talk in plain text from other machines too")
    private boolean insecure;

    @Mixin
    private LimitArguments limits = new LimitArguments();

    @Mixin
    private MailArguments mail = new MailArguments();

    @Option(
            names = "--kafka",
            paramLabel = "HOST:PORT",
            description = "bootstrap servers of an external Kafka instead of the embedded broker")
    private @Nullable String kafka;

    @Option(
            names = "--jdbc-url",
            paramLabel = "URL",
            description =
                    "an external PostgreSQL instead of the embedded server: jdbc:postgresql://host/db?user=…&password=…")
    private @Nullable String jdbcUrl;

    @Option(
            names = "--flink",
            paramLabel = "HOST:PORT",
            description = "REST address of an external Flink session cluster instead of the embedded one;"
                    + " it must reach Kafka, the database and the data directory")
    private @Nullable String flink;

    @Option(
            names = "--columnstore-after",
            paramLabel = "DAYS",
            defaultValue = "7",
            description =
                    "age from which TimescaleDB's Community edition compresses chunks (default: ${DEFAULT-VALUE})")
    private int columnstoreAfterDays;

    @Option(
            names = "--operator-registers",
            description =
                    "let the operator alone register serial numbers of loggers that are new; everybody else claims"
                            + " loggers by their check code, so that nobody learns by trying which ones there are")
    private boolean operatorRegisters;

    @Option(
            names = "--webhook-networks",
            paramLabel = "CIDR,…",
            description = "networks that webhooks may go to beside public addresses over https, also over http,"
                    + " such as 10.1.0.0/16: members choose the URLs")
    private @Nullable String webhookNetworks;

    SystemOptions options(Map<String, String> environment) {
        return new SystemOptions(
                data,
                bind,
                httpPort,
                mqttPort,
                tcpPort,
                tls(),
                insecure,
                limits.limits(),
                kafka,
                jdbcUrl == null ? null : ExternalDatabase.of(jdbcUrl, environment),
                flink == null ? null : ExternalFlink.of(flink),
                storageOptions(),
                operatorRegisters,
                webhookNetworks(),
                mail.server(environment),
                environment.getOrDefault("BUSBAR_MANAGER_EMAIL", "manager@busbar.local"),
                environment.get("BUSBAR_MANAGER_PASSWORD"));
    }

    private @Nullable TlsConfig tls() {
        if (tlsCertificate != null && tlsKey != null) {
            return new TlsConfig(tlsCertificate, tlsKey, tlsClientAuthority);
        }
        if (tlsCertificate != null || tlsKey != null || tlsClientAuthority != null) {
            throw new CommandFailure("TLS needs both --tls-cert and --tls-key: give the one that is missing");
        }
        return null;
    }

    private WebhookNetworks webhookNetworks() {
        try {
            return webhookNetworks == null ? WebhookNetworks.PUBLIC : WebhookNetworks.parse(webhookNetworks);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure("--webhook-networks: " + e.getMessage(), e);
        }
    }

    private StorageOptions storageOptions() {
        if (columnstoreAfterDays < 1) {
            throw new CommandFailure("--columnstore-after " + columnstoreAfterDays + " is not a number of days from 1");
        }
        return new StorageOptions(Duration.ofDays(columnstoreAfterDays));
    }
}
