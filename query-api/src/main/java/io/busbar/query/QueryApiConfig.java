package io.busbar.query;

import io.busbar.query.access.account.EmailAddress;
import io.busbar.query.mail.MailServer;
import io.busbar.query.webhook.WebhookNetworks;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything the query API is told. Immutable.
 *
 * @param httpPort 0 takes a free one
 * @param operatorToken bearer token of the operator of this machine, who acts as Manager of the first organization; null: there is none
 * @param managerEmail of the first manager, used only while there is no manager
 * @param managerPassword null: one is generated at the first start
 * @param mailServer null: letters go to the operator's console
 * @param operatorAloneRegisters whether serial numbers of loggers that are new are registered by the operator alone, so that nobody else
 *     learns by trying which ones there are
 * @param webhookNetworks where webhooks may go
 */
public record QueryApiConfig(
        String bindAddress,
        int httpPort,
        String jdbcUrl,
        String databaseUser,
        String databasePassword,
        String kafkaBootstrapServers,
        @Nullable String operatorToken,
        String managerEmail,
        @Nullable String managerPassword,
        @Nullable MailServer mailServer,
        boolean operatorAloneRegisters,
        WebhookNetworks webhookNetworks) {

    public static final int DEFAULT_HTTP_PORT = 8080;
    public static final String DEFAULT_MANAGER_EMAIL = "manager@busbar.local";

    private static final int MIN_TOKEN_LENGTH = 32;
    private static final int MIN_PASSWORD_LENGTH = 10;
    private static final int MAX_PORT = 65_535;

    /** @throws IllegalArgumentException naming every problem */
    public QueryApiConfig {
        List<String> problems = new ArrayList<>();
        require(problems, !bindAddress.isBlank(), "bindAddress is blank");
        require(problems, httpPort >= 0 && httpPort <= MAX_PORT, "httpPort outside 0 to " + MAX_PORT + ": " + httpPort);
        require(problems, jdbcUrl.startsWith("jdbc:postgresql:"), "jdbcUrl is to begin with jdbc:postgresql:");
        require(problems, !kafkaBootstrapServers.isBlank(), "kafkaBootstrapServers is blank");
        require(
                problems,
                operatorToken == null || operatorToken.length() >= MIN_TOKEN_LENGTH,
                "operatorToken is shorter than " + MIN_TOKEN_LENGTH + " characters");
        require(problems, EmailAddress.isValid(managerEmail), "managerEmail is no e-mail address: " + managerEmail);
        require(
                problems,
                managerPassword == null || managerPassword.length() >= MIN_PASSWORD_LENGTH,
                "managerPassword is shorter than " + MIN_PASSWORD_LENGTH + " characters");
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("query API: " + String.join("; ", problems));
        }
    }

    /** Without a mail server, and with webhooks to public addresses alone. */
    public QueryApiConfig(
            String bindAddress,
            int httpPort,
            String jdbcUrl,
            String databaseUser,
            String databasePassword,
            String kafkaBootstrapServers,
            @Nullable String operatorToken,
            String managerEmail,
            @Nullable String managerPassword) {
        this(
                bindAddress,
                httpPort,
                jdbcUrl,
                databaseUser,
                databasePassword,
                kafkaBootstrapServers,
                operatorToken,
                managerEmail,
                managerPassword,
                null,
                false,
                WebhookNetworks.PUBLIC);
    }

    public QueryApiConfig with(@Nullable MailServer server) {
        return with(server, operatorAloneRegisters, webhookNetworks);
    }

    public QueryApiConfig withOperatorAloneRegistering() {
        return with(mailServer, true, webhookNetworks);
    }

    public QueryApiConfig with(WebhookNetworks networks) {
        return with(mailServer, operatorAloneRegisters, networks);
    }

    private QueryApiConfig with(@Nullable MailServer server, boolean operatorAlone, WebhookNetworks networks) {
        return new QueryApiConfig(
                bindAddress,
                httpPort,
                jdbcUrl,
                databaseUser,
                databasePassword,
                kafkaBootstrapServers,
                operatorToken,
                managerEmail,
                managerPassword,
                server,
                operatorAlone,
                networks);
    }

    /** Without secrets. */
    @Override
    public String toString() {
        return "QueryApiConfig[bindAddress=" + bindAddress + ", httpPort=" + httpPort + ", jdbcUrl="
                + jdbcUrl.replaceAll("\\?.*", "") + ", kafkaBootstrapServers=" + kafkaBootstrapServers + "]";
    }

    private static void require(List<String> problems, boolean holds, String problem) {
        if (!holds) {
            problems.add(problem);
        }
    }
}
