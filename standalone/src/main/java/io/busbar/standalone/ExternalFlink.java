package io.busbar.standalone;

import io.busbar.jobs.StreamJob;
import io.busbar.jobs.StreamJobConfig;
import io.busbar.standalone.client.CommandFailure;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.core.execution.JobClient;

/**
 * A Flink session cluster that somebody else runs. It is given the job together with the libraries that Flink itself does not have; its
 * task managers need {@code --add-opens=java.base/jdk.internal.misc=ALL-UNNAMED}. Immutable.
 */
public record ExternalFlink(String host, int restPort) {

    private static final Pattern ADDRESS = Pattern.compile("([^:]+):(\\d{1,5})");

    /** One class of each library that travels with the job; by name, since only their jars are this class's business. */
    private static final List<String> TRAVELLING = List.of(
            "io.busbar.jobs.StreamJob",
            "io.busbar.frame.FrameGate",
            "org.agrona.DirectBuffer",
            "com.fasterxml.jackson.core.JsonFactory",
            "org.apache.flink.connector.kafka.source.KafkaSource",
            "org.apache.flink.connector.base.source.reader.SourceReaderBase",
            "org.apache.kafka.clients.consumer.KafkaConsumer",
            "org.postgresql.Driver");

    /**
     * Reads an address.
     *
     * @throws CommandFailure when it is not host:port
     */
    public static ExternalFlink of(String address) {
        Matcher matcher = ADDRESS.matcher(address);
        if (!matcher.matches()) {
            throw new CommandFailure("--flink " + address + " is not like HOST:PORT, such as 127.0.0.1:8081");
        }
        return new ExternalFlink(matcher.group(1), Integer.parseInt(matcher.group(2)));
    }

    public JobClient start(StreamJobConfig config) throws Exception {
        List<Path> jars = new ArrayList<>();
        for (String name : TRAVELLING) {
            jars.add(jar(Class.forName(name)));
        }
        return StreamJob.startOnCluster(
                config, host, restPort, jars.stream().distinct().toList());
    }

    private static Path jar(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("no file holds " + type, e);
        }
    }
}
