package io.busbar.benchmarks.latest;

import io.busbar.benchmarks.peer.BusbarProgram;
import io.busbar.measure.Catalogue;
import io.busbar.query.QueryApi;
import io.busbar.query.QueryApiConfig;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;

/** Busbar's query API as a process of its own: {@code JDBC-URL USER PASSWORD KAFKA TOKEN MANAGERS-PASSWORD}. Says its port. Stateless. */
public final class ApiProcess {

    private ApiProcess() {}

    public static void main(String[] arguments) throws IOException {
        QueryApiConfig config = new QueryApiConfig(
                "127.0.0.1",
                0,
                arguments[0],
                arguments[1],
                arguments[2],
                arguments[3],
                arguments[4],
                QueryApiConfig.DEFAULT_MANAGER_EMAIL,
                arguments[5]);
        try (QueryApi api =
                QueryApi.start(config, Catalogue.load(), new PrometheusMeterRegistry(PrometheusConfig.DEFAULT))) {
            BusbarProgram.serve(Integer.toString(api.port()));
        }
    }
}
