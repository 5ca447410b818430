package io.busbar.jobs.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class TroubleReportTest {

    private long nowNanos = TimeUnit.DAYS.toNanos(1);
    private final TroubleReport report =
            new TroubleReport("jdbc:postgresql://db/busbar?password=secret", () -> nowNanos);

    @Test
    void namesCauseRemedyAndWhatTheServerSaid() {
        assertThat(report.met(
                        this,
                        new SQLException("ERROR: could not extend file\n  Hint: Check free disk space.", "53100")))
                .isEqualTo(
                        "rows wait for jdbc:postgresql://db/busbar: its disk is full. To do: free space on its disk or"
                                + " enlarge it. Frames stay in Kafka, writing goes on by itself."
                                + " SQLSTATE 53100: ERROR: could not extend file");
    }

    @Test
    void saysTheSameOnceAndAgainAfterAMinute() {
        assertThat(fail("25006")).isNotNull();
        pass(59);
        assertThat(fail("25006")).isNull();
        pass(1);
        assertThat(fail("25006")).startsWith("rows wait since 60 s for ").contains("it is read-only");
        pass(5);
        assertThat(fail("25006")).isNull();
    }

    @Test
    void saysEachChangeOfTroubleButNotItsReturn() {
        assertThat(fail("08006")).contains("it cannot be reached");
        assertThat(fail("57P03")).contains("it is starting up");
        assertThat(fail("08001")).isNull();
        assertThat(fail("28P01")).contains("it refuses the user or the password");
    }

    @Test
    void saysWhenItIsOverAndBeginsAnew() {
        assertThat(report.over(this)).isNull();
        assertThat(fail("08006")).isNotNull();
        pass(34);
        assertThat(report.over(this)).isEqualTo("rows are written again, after 34 s: jdbc:postgresql://db/busbar");
        assertThat(report.over(this)).isNull();
        pass(6);
        assertThat(fail("08006")).startsWith("rows wait for ");
    }

    @Test
    void saysNoMoreWhenItComesAndGoesWithinSeconds() {
        assertThat(fail("53100")).isNotNull();
        assertThat(report.over(this)).isNotNull();
        for (int second = 0; second < 59; second++) {
            pass(1);
            assertThat(fail("53100")).isNull();
            assertThat(report.over(this)).isNull();
        }
        pass(1);
        assertThat(fail("53100")).isNotNull();
        assertThat(report.over(this)).isNotNull();
        assertThat(fail("25006")).as("another trouble at once").isNotNull();
        pass(6);
        assertThat(report.over(this)).isNotNull();
        assertThat(fail("53100")).as("the first, after a while").isNotNull();
    }

    @Test
    void passesOverAConflictUnlessItLasts() {
        for (int i = 0; i < 3; i++) {
            assertThat(fail("40P01")).isNull();
        }
        assertThat(report.over(this)).isNull();
        for (int i = 0; i < 3; i++) {
            assertThat(fail("40P01")).isNull();
        }
        assertThat(fail("40P01")).contains("others are at the same rows");
    }

    @Test
    void saysOnceWhatSeveralWritersMeet() {
        Object other = new Object();
        assertThat(report.met(other, new SQLException("words of the server", "25006")))
                .startsWith("rows wait for ");
        assertThat(fail("25006")).isNull();
        pass(2);
        assertThat(report.over(this)).as("the other one still waits").isNull();
        assertThat(report.met(other, new SQLException("words of the server", "25006")))
                .isNull();
        assertThat(report.over(other)).startsWith("rows are written again, after 2 s");
        assertThat(report.over(this)).isNull();
    }

    @Test
    void doesNotWaitForAWriterThatEnds() {
        Object other = new Object();
        assertThat(fail("25006")).isNotNull();
        assertThat(report.met(other, new SQLException("words of the server", "25006")))
                .isNull();
        report.left(other);
        assertThat(report.over(this)).isNotNull();
    }

    private @Nullable String fail(String sqlState) {
        return report.met(this, new SQLException("words of the server", sqlState));
    }

    private void pass(long seconds) {
        nowNanos += TimeUnit.SECONDS.toNanos(seconds);
    }
}
