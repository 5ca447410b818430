package io.busbar.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.busbar.jobs.database.DatabaseConfig;
import io.busbar.standalone.postgres.FreshDatabase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What a user who types a command sees. */
final class CommandLineIT {

    @RegisterExtension
    static final FreshDatabase DATABASE = new FreshDatabase();

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void startsNothingOnADatabaseThatItCannotUse(@TempDir Path data) {
        int exit = run(
                "up",
                "--data",
                data.resolve("d").toString(),
                "--http-port",
                "0",
                "--mqtt-port",
                "0",
                "--tcp-port",
                "0",
                "--jdbc-url",
                DATABASE.jdbcUrl() + "?user=busbar&password=guess");
        assertThat(exit).isEqualTo(1);
        assertThat(err.toString().lines())
                .containsExactly(
                        "busbar: cannot use the database " + DATABASE.jdbcUrl() + " as busbar: the server refuses"
                                + " user and password: correct them in the URL or in BUSBAR_DATABASE_USER and"
                                + " BUSBAR_DATABASE_PASSWORD");
    }

    @Test
    void startsNothingThatWouldSendKeysInPlainText(@TempDir Path data) {
        String folder = data.resolve("d").toString();
        Path none = data.resolve("none.pem");
        assertThat(run("up", "--data", folder, "--bind", "0.0.0.0")).isEqualTo(1);
        assertThat(run("up", "--data", folder, "--tls-cert", none.toString())).isEqualTo(1);
        assertThat(run("up", "--data", folder, "--tls-cert", none.toString(), "--tls-key", none.toString()))
                .isEqualTo(1);
        assertThat(err.toString().lines())
                .containsExactly(
                        "busbar: on 0.0.0.0 loggers would send their keys in plain text: give a certificate with"
                                + " --tls-cert and --tls-key, or --insecure where the network is protected otherwise",
                        "busbar: TLS needs both --tls-cert and --tls-key: give the one that is missing",
                        "busbar: TLS certificate " + none + " does not exist: name the PEM file with --tls-cert");
        assertThat(data.resolve("d")).doesNotExist();
    }

    @Test
    void startsNothingWithANetworkThatIsNone(@TempDir Path data) {
        assertThat(run("up", "--data", data.resolve("d").toString(), "--webhook-networks", "10.1.0.0/16,localhost"))
                .isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo(
                        "busbar: --webhook-networks: no network: localhost, allowed: an address and its bits, such as"
                                + " 10.1.0.0/16\n");
    }

    @Test
    void startsNothingWithALimitOutOfItsRange(@TempDir Path data) {
        assertThat(run(
                        "up",
                        "--data",
                        data.resolve("d").toString(),
                        "--max-connections-per-address",
                        "0",
                        "--max-frames",
                        "1000001",
                        "--max-keep-alive",
                        "70000"))
                .isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo("busbar: --max-connections-per-address 0 is out of range, allowed are 1 to 10000000;"
                        + " --max-frames 1000001 is out of range, allowed are 1 to 1000000;"
                        + " --max-keep-alive 70000 is out of range, allowed are 1 to 65535\n");
        assertThat(data.resolve("d")).doesNotExist();
    }

    @Test
    void showsTheLimitsWithTheirDefaults() {
        assertThat(run("help", "up")).isZero();
        String help = out.toString().replaceAll("\\s+", " ");
        assertThat(help)
                .contains("--max-connections=N connections of each port for loggers (default: 100000)")
                .contains("--max-log-ins=N log-ins a second of one address")
                .contains("--tcp-idle-timeout=SECONDS time without a message over TCP (default: 900)")
                .contains("--max-keep-alive=SECONDS");
    }

    @Test
    void reportsTheStorageOfADatabase() throws Exception {
        assertThat(run("storage", "status", "--jdbc-url", urlWithLogIn())).isZero();
        assertThat(out.toString())
                .startsWith("profile   plain tables on PostgreSQL 18.")
                .contains("\ntable             chunks  compressed  interval")
                .containsPattern("\npack_sample +- +- +- +\\d+ kB +0 +0 +- +- +-  for ever\n");
    }

    @Test
    void reportsTheStorageOfARunningSystemToAProgram(@TempDir Path data) throws Exception {
        new DatabaseLocation(new DatabaseConfig(DATABASE.jdbcUrl(), DATABASE.user(), DATABASE.password())).write(data);
        assertThat(run("storage", "status", "--json", "--data", data.toString()))
                .isZero();
        JsonNode status = new ObjectMapper().readTree(out.toString());
        assertThat(status.path("profile").asText()).isEqualTo("PLAIN");
        assertThat(status.path("tables")).hasSize(5);
        assertThat(status.at("/tables/0/table").asText()).isEqualTo("pack_sample");
        assertThat(status.at("/tables/0/chunks").isNull()).isTrue();
        assertThat(out.toString()).doesNotContain(DATABASE.password());
    }

    @Test
    void saysThatNoSystemRuns(@TempDir Path data) {
        assertThat(run("storage", "status", "--data", data.toString())).isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo("busbar: no Busbar runs on data directory " + data + ": start one with './busbar up', name"
                        + " another with --data, or a server with --jdbc-url\n");
    }

    @Test
    void setsAndShowsHowLongSamplesAreKept(@TempDir Path folder) throws Exception {
        String[] shown = {"storage", "retention", "--jdbc-url", urlWithLogIn()};
        assertThat(run(shown)).isZero();
        assertThat(out.toString()).isEqualTo("everything is kept for ever\n");

        assertThat(run(
                        "storage",
                        "retention",
                        "raw",
                        "12w",
                        "--export",
                        folder.toString(),
                        "--jdbc-url",
                        urlWithLogIn()))
                .isZero();
        assertThat(out.toString()).contains("\npack_sample      kept 84d, then written to " + folder + "\n");
        assertThat(run("storage", "retention", "point_text", "off", "--jdbc-url", urlWithLogIn()))
                .isZero();
        assertThat(out.toString()).contains("\npoint_text       kept for ever\n");

        assertThat(run("storage", "upkeep", "--jdbc-url", urlWithLogIn())).isZero();
        assertThat(out.toString()).endsWith("\ndone\n");
        assertThat(run(shown)).isZero();
        assertThat(out.toString()).containsPattern("kept 84d, .*; begins on 20\\d\\d-\\d\\d-\\d\\d; 0 rows removed, ");
        assertThat(run("storage", "retention", "raw", "off", "--jdbc-url", urlWithLogIn()))
                .isZero();
    }

    @Test
    void refusesARetentionThatMakesNoSense() {
        assertThat(run("storage", "retention", "samples", "90d")).isEqualTo(1);
        assertThat(run("storage", "retention", "raw")).isEqualTo(1);
        assertThat(run("storage", "retention", "raw", "90")).isEqualTo(1);
        assertThat(run("storage", "retention", "raw", "off", "--export", "x")).isEqualTo(1);
        String url = urlWithLogIn();
        assertThat(run("storage", "retention", "pack_sample", "90d", "--jdbc-url", url))
                .isZero();
        assertThat(run("storage", "retention", "frozen", "90d", "--jdbc-url", url))
                .isEqualTo(1);
        assertThat(run("storage", "retention", "pack_sample", "off", "--jdbc-url", url))
                .isZero();
        assertThat(err.toString().lines())
                .containsExactly(
                        "busbar: there is no table 'samples'; allowed are raw, frozen, pack_sample, bms_sample,"
                                + " point_sample, point_text, point_quarantine, frozen_bucket",
                        "busbar: how long? Allowed are off, or days, weeks or years such as 90d, 12w, 2y (of 365 days),"
                                + " at least 1d",
                        "busbar: '90' is no time; allowed are off, or days, weeks or years such as 90d, 12w, 2y (of 365"
                                + " days), at least 1d",
                        "busbar: --export does not go with off: nothing is removed",
                        "busbar: frozen buckets are to be kept longer than the rows that they are made of: frozen 90d,"
                                + " pack_sample 90d");
    }

    private static String urlWithLogIn() {
        return DATABASE.jdbcUrl() + "?user=" + DATABASE.user() + "&password=" + DATABASE.password();
    }

    private int run(String... words) {
        CommandLine commandLine = Busbar.commandLine();
        commandLine.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return commandLine.execute(words);
    }
}
