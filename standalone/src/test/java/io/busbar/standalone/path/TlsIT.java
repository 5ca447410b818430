package io.busbar.standalone.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.ingest.tls.TlsConfig;
import io.busbar.standalone.SystemOptions;
import io.busbar.standalone.client.CommandFailure;
import io.busbar.standalone.client.LoggerClient;
import io.busbar.standalone.client.LoggerTls;
import io.busbar.standalone.client.RunningSystem;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A system whose loggers speak TLS: its own commands find their way in, without asking anybody about names and authorities. */
final class TlsIT {

    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    private Path data = Path.of("");

    @Test
    void letsTheOperatorsCommandsIn() throws Exception {
        TlsConfig tls = certificate();
        SystemOptions options = SystemOptions.onFreePorts(
                        data.resolve("busbar"), null, SystemUnderTest.MANAGER, SystemUnderTest.MANAGER_PASSWORD)
                .withTls(tls);
        try (SystemUnderTest system = SystemUnderTest.start(options)) {
            assertThat(system.post("/api/v1/loggers", "{\"serialNumber\":\"SN1\"}")
                            .statusCode())
                    .isEqualTo(201);
            RunningSystem running = RunningSystem.read(options.dataDirectory());
            assertThat(running).isEqualTo(system.running());
            assertThat(running.toString()).contains(" mqtts://127.0.0.1:", " tcps://127.0.0.1:");
            LoggerClient.connect(running, "SN1", running.operatorToken()).close();

            RunningSystem plain = new RunningSystem(
                    running.host(), running.httpPort(), running.mqttPort(), running.tcpPort(), "", "", null);
            assertThatThrownBy(() -> LoggerClient.connect(plain, "SN1", running.operatorToken()))
                    .isInstanceOf(CommandFailure.class);
            RunningSystem mutual = new RunningSystem(
                    running.host(),
                    running.httpPort(),
                    running.mqttPort(),
                    running.tcpPort(),
                    "",
                    "",
                    new LoggerTls(tls.certificate(), true));
            assertThatThrownBy(() -> LoggerClient.connect(mutual, "SN1", running.operatorToken()))
                    .isInstanceOf(CommandFailure.class)
                    .hasMessageStartingWith("the front door lets in only loggers with a certificate");
        }
    }

    private TlsConfig certificate() throws Exception {
        Path file = data.resolve("door.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "door",
                        "-dname",
                        "CN=door",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(data.resolve("keytool.log").toFile())
                .start();
        assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        Path certificate = Files.writeString(
                data.resolve("door.crt"),
                pem("CERTIFICATE", store.getCertificate("door").getEncoded()));
        Path key = Files.writeString(
                data.resolve("door.key"),
                pem("PRIVATE KEY", store.getKey("door", PASSWORD).getEncoded()));
        return new TlsConfig(certificate, key, null);
    }

    private static String pem(String type, byte[] bytes) {
        String text = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(bytes);
        return "-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n";
    }
}
