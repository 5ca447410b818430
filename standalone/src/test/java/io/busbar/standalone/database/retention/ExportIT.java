package io.busbar.standalone.database.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.standalone.postgres.FreshDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@Tag("storage")
final class ExportIT {

    @RegisterExtension
    static final FreshDatabase DATABASE = new FreshDatabase();

    private static final String NOW = "2026-03-11T12:00:00Z";

    private final OldSamples samples = new OldSamples(DATABASE::connect);

    @TempDir
    Path temporary = Path.of("");

    private SortedSet<String> before = new TreeSet<>();

    @BeforeEach
    void refills() throws Exception {
        samples.refill();
        before = samples.rows();
    }

    @Test
    void writesEveryRowThatItRemoves() throws Exception {
        Path folder = temporary.resolve("archive");
        samples.keep(RetainedTable.BMS_SAMPLE, 5, folder);
        samples.keep(RetainedTable.POINT_TEXT, 5, folder);
        samples.run(NOW);
        List<String> exported = OldSamples.exportedRows(folder);
        assertThat(exported).hasSize(5 * 288);
        SortedSet<String> all = samples.rows();
        assertThat(all).hasSize(5 * 288).doesNotContainAnyElementsOf(exported);
        all.addAll(exported);
        assertThat(all).isEqualTo(before);
        assertThat(OldSamples.files(folder.resolve("bms_sample")))
                .extracting(file -> file.getFileName().toString())
                .startsWith("2026-03-01--2026-03-02.csv.gz")
                .hasSize(5);
        assertThat(OldSamples.exportedRows(folder)).startsWith(before.first());
        assertThat(OldSamples.lines(folder.resolve("device.csv.gz")).get(1)).startsWith("1,B1,1,2");
        assertThat(OldSamples.lines(folder.resolve("point_text/2026-03-05--2026-03-06.csv.gz")))
                .hasSize(3)
                .element(1)
                .asString()
                .matches("1,50,2026-03-05 00:00:00\\+00,[0-9a-f-]{36},\"a,\"\"b\"\"");
        assertThat(samples.value("SELECT sum(rows) || ' ' || count(*) FROM retention_export"
                        + " WHERE table_name = 'bms_sample'"))
                .isEqualTo("1440 5");
    }

    @Test
    void removesNothingWhenTheFolderCannotBeMade() throws Exception {
        Path file = Files.writeString(temporary.resolve("archive"), "no folder");
        samples.keep(RetainedTable.BMS_SAMPLE, 5, file);
        assertThatThrownBy(() -> samples.run(NOW))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("retention of bms_sample stopped: cannot export to " + file + ": ")
                .hasMessageEndingWith(
                        "; no row was removed that is not in a file: make room or repair the folder, or name"
                                + " another with './busbar storage retention bms_sample 5d --export DIR'")
                .hasMessageNotContaining("\n");
        assertThat(samples.rows()).isEqualTo(before);
        assertThat(samples.value("SELECT count(*) FROM frozen_bucket")).isEqualTo("0");
        assertThat(samples.value("SELECT last_error FROM storage_retention"))
                .startsWith("retention of bms_sample stopped");

        Files.delete(file);
        samples.run(NOW);
        assertThat(OldSamples.exportedRows(file)).hasSize(5 * 288);
        assertThat(samples.value("SELECT last_error IS NULL FROM storage_retention"))
                .isEqualTo("t");
    }

    /** The third day's file is a device that is always full. */
    @Test
    void removesNoRowOfADayForWhichTheDiskHasNoRoom() throws Exception {
        Path folder = temporary.resolve("archive");
        Path partial = folder.resolve("bms_sample/2026-03-03--2026-03-04.csv.gz.partial");
        Files.createDirectories(partial.getParent());
        Files.createSymbolicLink(partial, Path.of("/dev/full"));
        samples.keep(RetainedTable.BMS_SAMPLE, 5, folder);
        samples.keep(RetainedTable.POINT_TEXT, 5, null);
        assertThatThrownBy(() -> samples.run(NOW))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("No space left on device; no row was removed that is not in a file: make room");
        SortedSet<String> all = samples.rows();
        all.addAll(OldSamples.exportedRows(folder));
        assertThat(all).isEqualTo(before);
        assertThat(samples.rows()).anyMatch(row -> row.startsWith("1,2026-03-03"));
        assertThat(samples.value("SELECT count(*) FROM point_text"))
                .as("another table")
                .isEqualTo("5");
        try (Stream<Path> left = Files.list(partial.getParent())) {
            assertThat(left).noneMatch(file -> file.toString().endsWith(".partial"));
        }

        samples.run(NOW);
        assertThat(OldSamples.exportedRows(folder)).hasSize(5 * 288);
        assertThat(samples.rows()).hasSize(5 * 288);
    }

    @Test
    void writesLateRowsToAFileOfTheirOwn() throws Exception {
        Path folder = temporary.resolve("archive");
        samples.keep(RetainedTable.BMS_SAMPLE, 5, folder);
        samples.run(NOW);
        samples.execute("INSERT INTO bms_sample VALUES (1, '2026-03-02T00:05Z', now(), gen_random_uuid(), 0, 0, 1)");
        samples.run("2026-03-11T13:00:00Z");
        assertThat(OldSamples.lines(folder.resolve("bms_sample/2026-03-02--2026-03-03.2.csv.gz")))
                .hasSize(2);
        assertThat(OldSamples.exportedRows(folder)).hasSize(5 * 288 + 1);
        assertThat(samples.value("SELECT late_rows FROM storage_retention")).isEqualTo("1");
    }

    @Test
    void leavesAFileAloneThatIsThereAlready() throws Exception {
        Path folder = temporary.resolve("archive");
        Path there = folder.resolve("bms_sample/2026-03-02--2026-03-03.csv.gz");
        Files.createDirectories(there.getParent());
        Files.writeString(there, "of another database");
        samples.keep(RetainedTable.BMS_SAMPLE, 5, folder);
        samples.run(NOW);
        assertThat(there).hasContent("of another database");
        assertThat(OldSamples.lines(folder.resolve("bms_sample/2026-03-02--2026-03-03.2.csv.gz")))
                .hasSize(289);
    }
}
