package io.busbar.benchmarks.path;

import com.fasterxml.jackson.databind.JsonNode;
import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import io.busbar.alarm.Transition;
import io.busbar.benchmarks.jobs.JsonAlarms;
import io.busbar.benchmarks.jobs.NaiveJob;
import io.busbar.benchmarks.peer.BusbarProgram;
import io.busbar.benchmarks.storage.NarrowInsert;
import io.busbar.jobs.database.DatabaseConfig;
import io.busbar.standalone.kafka.EmbeddedKafka;
import java.io.IOException;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * What tutorials put together behind an MQTT broker: a bridge to Kafka, a Kafka broker, and a job that judges each frame by states in RocksDB and inserts a row for each number.
 * {@code FOLDER MQTT-PORT JDBC-URL USER PASSWORD}. Stateless.
 */
public final class NaiveProcess {

    private static final String TOPIC = "frames";
    private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(1);

    private NaiveProcess() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        DatabaseConfig database = new DatabaseConfig(arguments[2], arguments[3], arguments[4]);
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"));
                KafkaProducer<String, String> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", kafka.bootstrapServers()),
                        new StringSerializer(),
                        new StringSerializer())) {
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
                admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1)))
                        .all()
                        .get();
            }
            JobClient job = start(folder, kafka.bootstrapServers(), database);
            Mqtt3BlockingClient bridge = MqttClient.builder()
                    .useMqttVersion3()
                    .identifier("bridge")
                    .serverHost("127.0.0.1")
                    .serverPort(Integer.parseInt(arguments[1]))
                    .buildBlocking();
            bridge.connect();
            bridge.toAsync()
                    .subscribeWith()
                    .topicFilter("busbar/v1/+/frames/json")
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .callback(message -> {
                        var unused = producer.send(record(message), NaiveProcess::sent);
                    })
                    .send()
                    .join();
            BusbarProgram.serve("");
            bridge.disconnect();
            job.cancel().join();
        }
    }

    /** What is missing is found in the tables. */
    private static void sent(@Nullable RecordMetadata metadata, @Nullable Exception failure) {
        if (failure != null) {
            System.err.println("a frame did not get to Kafka: " + failure);
        }
    }

    private static ProducerRecord<String, String> record(Mqtt3Publish message) {
        return new ProducerRecord<>(
                TOPIC,
                message.getTopic().getLevels().get(2),
                new String(message.getPayloadAsBytes(), StandardCharsets.UTF_8));
    }

    private static JobClient start(Path folder, String kafka, DatabaseConfig database) throws Exception {
        KafkaSource<Tuple2<String, String>> source = KafkaSource.<Tuple2<String, String>>builder()
                .setBootstrapServers(kafka)
                .setTopics(TOPIC)
                .setGroupId("naive")
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setDeserializer(new Messages())
                .build();
        StreamExecutionEnvironment environment = NaiveJob.environment(folder, CHECKPOINT_INTERVAL);
        environment
                .fromSource(source, WatermarkStrategy.noWatermarks(), TOPIC)
                .keyBy(message -> message.f0, Types.STRING)
                .process(new Rows(), TypeInformation.of(NarrowRow.class))
                .sinkTo(new NarrowSink(database));
        return environment.executeAsync("naive");
    }

    private static final class Messages implements KafkaRecordDeserializationSchema<Tuple2<String, String>> {

        @Serial
        private static final long serialVersionUID = 1;

        @Override
        public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<Tuple2<String, String>> out)
                throws IOException {
            out.collect(Tuple2.of(
                    new String(record.key(), StandardCharsets.UTF_8),
                    new String(record.value(), StandardCharsets.UTF_8)));
        }

        @Override
        public TypeInformation<Tuple2<String, String>> getProducedType() {
            return Types.TUPLE(Types.STRING, Types.STRING);
        }
    }

    private static final class Rows extends JsonAlarms<NarrowRow> {

        @Serial
        private static final long serialVersionUID = 1;

        @Override
        protected void tell(Transition transition, Collector<NarrowRow> out) {
            if (transition.raises()) {
                out.collect(NarrowRow.alarm(
                        transition.deviceSerialNumber(), transition.ruleId(), transition.raisedAtMillis()));
            }
        }

        @Override
        protected void judged(JsonNode frame, long atMillis, Collector<NarrowRow> out) {
            for (JsonNode bms : frame.get("devices")) {
                String serialNumber = bms.get("sn").textValue();
                bms.get("points")
                        .properties()
                        .forEach(point -> out.collect(NarrowRow.number(
                                serialNumber,
                                Integer.parseInt(point.getKey()),
                                Double.parseDouble(point.getValue().textValue()),
                                atMillis)));
                for (JsonNode pack : bms.get("packs")) {
                    numbers(pack, "cells", NarrowInsert.FIRST_CELL_POINT, atMillis, out);
                    numbers(pack, "temperatures", NarrowInsert.FIRST_TEMPERATURE_POINT, atMillis, out);
                }
            }
        }

        private static void numbers(
                JsonNode pack, String name, int firstPoint, long atMillis, Collector<NarrowRow> out) {
            String serialNumber = pack.get("sn").textValue();
            int point = firstPoint;
            for (JsonNode number : pack.get(name)) {
                out.collect(NarrowRow.number(serialNumber, point, number.doubleValue(), atMillis));
                point += NarrowInsert.POINT_STEP;
            }
        }
    }
}
