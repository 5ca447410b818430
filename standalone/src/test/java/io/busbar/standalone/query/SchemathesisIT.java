package io.busbar.standalone.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.standalone.LongRun;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A fuzzer that reads {@code /openapi.json} asks what the document allows, and what it does not: no answer is a 500, has a status or a media type that
 * the document does not have, or another shape. {@code -Dbusbar.schemathesis.examples=200 -Dbusbar.schemathesis.seed=…} for longer.
 */
@LongRun
final class SchemathesisIT {

    @RegisterExtension
    static final ApiServerUnderTest API = new ApiServerUnderTest();

    private static final String EXAMPLES = System.getProperty("busbar.schemathesis.examples", "10");
    private static final String SEED = System.getProperty("busbar.schemathesis.seed", "1");
    private static final long PATIENCE_MINUTES = 10;

    @BeforeAll
    static void fillsTheTables() throws Exception {
        API.operator().post("/api/v1/loggers", "{\"serialNumber\":\"L1\"}");
        API.sql("INSERT INTO device (serial_number, type) VALUES ('B1', 1)");
        API.sql("INSERT INTO device_binding (device_id, logger_sn) VALUES (1, 'L1')");
        API.sql(
                "INSERT INTO bms_sample SELECT 1, t, t, gen_random_uuid(), 0, 0, 398300, 5000, 44000, null, null, null, null, null"
                        + " FROM generate_series(now() - interval '1 hour', now(), '5 minutes') t");
    }

    @Test
    void findsNothingWrongWithHistoryAnalyticsAndExports() throws Exception {
        Process process = new ProcessBuilder(List.of(
                        ForeignReader.program("python/bin/schemathesis").toString(),
                        "run",
                        "http://127.0.0.1:" + API.port() + "/openapi.json",
                        "--header",
                        "Authorization: Bearer " + ApiServerUnderTest.OPERATOR_TOKEN,
                        "--checks",
                        "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance",
                        "--include-path-regex",
                        "/(query|limits|analytics|exports|devices/.*/history)",
                        "--phases",
                        "examples,coverage,fuzzing",
                        "--max-examples",
                        EXAMPLES,
                        "--seed",
                        SEED,
                        "--request-timeout",
                        "60"))
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(printed).isZero();
        assertThat(printed).contains("passed");
    }
}
