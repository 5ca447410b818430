package io.busbar.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class QueryApiConfigTest {

    @Test
    void namesAllProblemsTogether() {
        assertThatThrownBy(() -> new QueryApiConfig("", -1, "jdbc:h2:x", "u", "p", " ", "short", "nobody", "short"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("query API: bindAddress is blank; httpPort outside 0 to 65535: -1;"
                        + " jdbcUrl is to begin with jdbc:postgresql:; kafkaBootstrapServers is blank;"
                        + " operatorToken is shorter than 32 characters; managerEmail is no e-mail address: nobody;"
                        + " managerPassword is shorter than 10 characters");
    }

    @Test
    void printsNoSecrets() {
        String token = "operator-token-0123456789-0123456789";
        QueryApiConfig config = new QueryApiConfig(
                "127.0.0.1",
                0,
                "jdbc:postgresql://h/d?password=hidden",
                "u",
                "secret-a",
                "k:1",
                token,
                "m@b",
                "secret-bcd");
        assertThat(config.toString()).doesNotContain("secret", "operator-token", "hidden");
    }
}
