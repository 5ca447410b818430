package io.busbar.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.jobs.differential.CellSpread;
import io.busbar.jobs.sample.BmsSample;
import io.busbar.jobs.sample.DeviceSamples;
import io.busbar.jobs.sample.DeviceSamples.PointSample;
import io.busbar.jobs.sample.DeviceSamples.PointText;
import io.busbar.jobs.sample.DeviceSamples.QuarantinedPoint;
import io.busbar.jobs.sample.FrameSamples;
import io.busbar.jobs.sample.LoggerMemory;
import io.busbar.jobs.sample.PackSample;
import io.busbar.jobs.sample.PointSamples;
import io.busbar.jobs.sample.TableInput;
import io.busbar.jobs.source.Announcement;
import io.busbar.jobs.source.SourceFrame;
import io.busbar.topic.LoggerSettings;
import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.java.typeutils.PojoTypeInfo;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What travels and what is kept needs no reflection-based fallback serializer: such state could not be read by a changed job. */
final class PipelineTypesTest {

    @ParameterizedTest
    @ValueSource(
            classes = {
                SourceFrame.class,
                FrameSamples.class,
                LoggerMemory.class,
                LoggerSettings.class,
                Announcement.class,
                TableInput.class
            })
    void needNoGenericSerializer(Class<?> type) {
        assertThat(TypeInformation.of(type)).isInstanceOf(PojoTypeInfo.class);
        assertThat(serializer(type)).isNotNull();
    }

    @Test
    void carryAbsentValues() throws IOException {
        PackSample pack = new PackSample(
                new short[] {3318, PackSample.NO_READING},
                new byte[0],
                new short[] {PackSample.NO_READING},
                null,
                1,
                2);
        BmsSample bms = new BmsSample(null, -1_000, null, null, null, null, null, null, 0);
        FrameSamples samples = new FrameSamples(
                "LOG-1",
                1,
                2,
                3,
                4,
                5,
                6,
                FrameSamples.HISTORICAL,
                List.of(
                        new DeviceSamples("PACK-1", 11, 0, pack, null, PointSamples.NONE, List.of(), List.of()),
                        new DeviceSamples(
                                "BMS-1",
                                1,
                                -1,
                                null,
                                bms,
                                PointSamples.of(new PointSample(1, Long.MIN_VALUE, 255)),
                                List.of(new PointText(50, "")),
                                List.of(
                                        new QuarantinedPoint(1, 2L, 3, null),
                                        new QuarantinedPoint(4, null, null, "text")))),
                new LoggerSettings("LOG-1", 5, "Europe/Chisinau"));
        assertThat(copy(FrameSamples.class, samples)).usingRecursiveComparison().isEqualTo(samples);
        assertThat(copy(TableInput.class, TableInput.of(samples)))
                .usingRecursiveComparison()
                .isEqualTo(TableInput.of(samples));
        Announcement announcement = new Announcement("topic", "key", new byte[] {1, 2});
        assertThat(copy(TableInput.class, TableInput.of(announcement)))
                .usingRecursiveComparison()
                .isEqualTo(TableInput.of(announcement));
    }

    @Test
    void carryASpread() throws IOException {
        PackSample pack = new PackSample(
                new short[] {3318}, new byte[] {1, 2}, new short[0], new CellSpread(3321, 3318, 4, 1), 1, 1);
        assertThat(copy(PackSample.class, pack)).usingRecursiveComparison().isEqualTo(pack);
    }

    private static <T> T copy(Class<T> type, T value) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(256);
        serializer(type).serialize(value, out);
        return serializer(type).deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
    }

    private static <T> TypeSerializer<T> serializer(Class<T> type) {
        Configuration settings = new Configuration().set(PipelineOptions.GENERIC_TYPES, false);
        return TypeInformation.of(type).createSerializer(new SerializerConfigImpl(settings));
    }
}
