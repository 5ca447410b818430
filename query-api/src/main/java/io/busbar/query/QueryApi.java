package io.busbar.query;

import io.busbar.measure.Catalogue;
import io.busbar.query.access.Database;
import io.busbar.query.access.account.FirstStart;
import io.busbar.query.access.account.SigningKeys;
import io.busbar.query.alarms.ShippedAlarmRules;
import io.busbar.query.http.ApiServer;
import io.busbar.query.http.HttpDoor;
import io.busbar.query.latest.LatestCache;
import io.busbar.query.mail.ConsolePost;
import io.busbar.query.mail.MailServer;
import io.busbar.query.mail.Post;
import io.busbar.query.mail.SmtpPost;
import io.busbar.query.outbox.KafkaProbe;
import io.busbar.query.outbox.OutboxPublisher;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The query API as one part to start and close. The tables must exist: migrations are somebody else's work. Started and closed by one
 * thread.
 */
public final class QueryApi implements AutoCloseable {

    private final Database database;
    private final OutboxPublisher publisher;
    private final KafkaProbe kafka;
    private final LatestCache latest;
    private final Post post;
    private final HttpDoor door;
    private final Optional<String> oneTimePassword;

    private QueryApi(
            Database database,
            OutboxPublisher publisher,
            KafkaProbe kafka,
            LatestCache latest,
            Post post,
            HttpDoor door,
            Optional<String> oneTimePassword) {
        this.database = database;
        this.publisher = publisher;
        this.kafka = kafka;
        this.latest = latest;
        this.post = post;
        this.door = door;
        this.oneTimePassword = oneTimePassword;
    }

    /**
     * What answers depend on beside the tables. Immutable.
     *
     * @param console takes lines for the operator, who is not the log
     */
    public record Surroundings(Clock clock, Consumer<String> console) {}

    /**
     * Returns when requests are answered. Kafka may still be away.
     *
     * @throws IllegalStateException when the port is in use
     */
    public static QueryApi start(QueryApiConfig config, Catalogue catalogue, MeterRegistry metrics) {
        return start(config, catalogue, metrics, new Surroundings(Clock.systemUTC(), System.out::println));
    }

    /** The same with what a machine gives otherwise. */
    public static QueryApi start(
            QueryApiConfig config, Catalogue catalogue, MeterRegistry metrics, Surroundings surroundings) {
        Database database = Database.at(config.jdbcUrl(), config.databaseUser(), config.databasePassword());
        OutboxPublisher publisher = null;
        KafkaProbe kafka = null;
        LatestCache latest = null;
        Post post = null;
        try {
            Optional<String> password =
                    new FirstStart(database, catalogue).prepare(config.managerEmail(), config.managerPassword());
            SigningKeys keys = SigningKeys.of(database, surroundings.clock());
            MailServer mailServer = config.mailServer();
            post = mailServer == null ? new ConsolePost(surroundings.console()) : new SmtpPost(mailServer);
            ShippedAlarmRules.addMissing(database, catalogue);
            kafka = new KafkaProbe(config.kafkaBootstrapServers());
            publisher = OutboxPublisher.start(database, config.kafkaBootstrapServers());
            latest = LatestCache.follow(config.kafkaBootstrapServers(), metrics);
            HttpDoor door = ApiServer.listen(
                    config.bindAddress(),
                    config.httpPort(),
                    keys,
                    config.operatorToken(),
                    new ApiServer.Parts(
                            database,
                            publisher,
                            kafka,
                            latest,
                            catalogue,
                            metrics,
                            post,
                            config.operatorAloneRegisters(),
                            config.webhookNetworks(),
                            surroundings.clock()));
            return new QueryApi(database, publisher, kafka, latest, post, door, password);
        } catch (RuntimeException e) {
            if (post != null) {
                post.close();
            }
            if (latest != null) {
                latest.close();
            }
            if (publisher != null) {
                publisher.close();
            }
            if (kafka != null) {
                kafka.close();
            }
            database.close();
            throw e;
        }
    }

    public int port() {
        return door.port();
    }

    /** The first manager's password, to be shown once: only when this start created the manager and nobody gave a password. */
    public Optional<String> oneTimePassword() {
        return oneTimePassword;
    }

    @Override
    public void close() {
        door.close();
        post.close();
        latest.close();
        publisher.close();
        kafka.close();
        database.close();
    }
}
