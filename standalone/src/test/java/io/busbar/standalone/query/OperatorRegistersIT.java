package io.busbar.standalone.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.query.QueryApiConfig;
import io.busbar.standalone.query.ApiClient.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Where the operator alone registers new serial numbers, not even managers learn by trying which ones there are. */
final class OperatorRegistersIT {

    @RegisterExtension
    static final ApiServerUnderTest API = new ApiServerUnderTest(QueryApiConfig::withOperatorAloneRegistering);

    @Test
    void answersAManagerTheSameForLoggersOfOthersAndLoggersThatDoNotExist() {
        ApiClient manager = RegistrationIT.found(API, "grace@example.org", "Sunny roofs");
        String code = API.operator()
                .post("/api/v1/loggers", "{\"serialNumber\":\"TAKEN1\"}")
                .json()
                .get("checkCode")
                .asText();
        String body = "{\"serialNumber\":\"%s\",\"checkCode\":\"%s\"}";
        Response unknown = manager.post("/api/v1/loggers", body.formatted("NONE01", "0000-0000"));
        assertThat(unknown.status()).isEqualTo(409);
        assertThat(manager.post("/api/v1/loggers", body.formatted("TAKEN1", "0000-0000"))
                        .seen())
                .isEqualTo(unknown.seen());
        assertThat(manager.post("/api/v1/loggers", body.formatted("TAKEN1", code))
                        .seen())
                .isEqualTo(unknown.seen());
        assertThat(manager.post("/api/v1/loggers", "{\"serialNumber\":\"TAKEN1\"}")
                        .seen())
                .isEqualTo(manager.post("/api/v1/loggers", "{\"serialNumber\":\"NONE01\"}")
                        .seen())
                .startsWith("400");
        API.operator().post("/api/v1/loggers/TAKEN1:unbind", "");
        assertThat(manager.post("/api/v1/loggers", body.formatted("TAKEN1", code))
                        .status())
                .isEqualTo(201);
    }
}
